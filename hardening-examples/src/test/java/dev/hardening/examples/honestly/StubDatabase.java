package dev.hardening.examples.honestly;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A port that takes connections and counts those that are open. */
final class StubDatabase implements AutoCloseable {

    private final ServerSocket port;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    StubDatabase() throws IOException {
        port = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "stub-database");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket socket = port.accept();
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                thread(() -> keep(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void keep(Socket socket) {
        try (socket) {
            awaitEnd(socket);
            // Before the other side is told that this one has seen its end.
            open.decrementAndGet();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    private static void awaitEnd(Socket socket) {
        try {
            socket.getInputStream().read();
        } catch (IOException e) {
            // An end as well.
        }
    }

    String url() {
        return "bolt://127.0.0.1:" + port.getLocalPort();
    }

    /** Returns how many connections are open now. */
    int open() {
        return open.get();
    }

    /** Returns how many were open at once. */
    int most() {
        return most.get();
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
