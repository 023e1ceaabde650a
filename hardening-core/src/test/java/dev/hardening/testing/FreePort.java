package dev.hardening.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A port of the loopback interface on which nobody listens but whoever is told of it, until it is given back. A port that the
 * system once gave to somebody who asked for any is not: between his closing it and another process's opening it, the
 * system may give it to a third. So this one is below those that systems give, and what keeps other tests from it, in this
 * process and in others, is that one port ten thousand below it can be opened once only.
 */
public final class FreePort implements AutoCloseable {

    /** Linux gives ports from 32,768 on and others from 49,152, and the bus of a Redis cluster is 10,000 above its port. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 2_700;
    private static final int LOCK_BELOW = 10_000;

    private final int number;
    private final ServerSocket lock;

    private FreePort(int number, ServerSocket lock) {
        this.number = number;
        this.lock = lock;
    }

    /** Takes one. */
    public static FreePort take() {
        for (int i = 0; i < COUNT; i++) {
            int number = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
            ServerSocket lock = listen(number - LOCK_BELOW);
            if (lock != null) {
                FreePort taken = new FreePort(number, lock);
                if (taken.isFree()) {
                    return taken;
                }
                taken.close();
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private boolean isFree() {
        try (ServerSocket listening = listen(number)) {
            return listening != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException taken) {
            return null;
        }
    }

    /** Returns its number. */
    public int number() {
        return number;
    }

    /** Gives it back. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
