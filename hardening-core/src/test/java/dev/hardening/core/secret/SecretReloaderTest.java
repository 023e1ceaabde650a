package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReloaderTest {

    private static final String OLD = "3f9a0c57d1e84b26a75f3e90c8d2b1466b8e02f4a9d7c35110fe84726bd95ac3";
    private static final String NEW = "b41d7e0936fa58c2e1709d4bf6a8352c0e97d4a1538bc6f2704e19adc3865fb0";

    @TempDir
    Path directory;

    @Test
    void polls_every_file_even_when_a_listener_throws() throws IOException {
        Path one = Files.writeString(directory.resolve("one"), OLD);
        Path two = Files.writeString(directory.resolve("two"), OLD);
        ReloadingFile<Secret> throwing = ReloadingFile.open("ONE", one, parser(), ReloadListener.none(), value -> {
            throw new IllegalStateException("listener");
        });
        ReloadingFile<Secret> quiet = ReloadingFile.open("TWO", two, parser(), ReloadListener.none());
        try (SecretReloader reloader = new SecretReloader(List.of(throwing, quiet))) {
            assertFalse(reloader.poll());
            Files.writeString(one, NEW);
            Files.writeString(two, NEW);

            assertTrue(reloader.poll(), "a change asks for a second look");
            assertThrows(IllegalStateException.class, reloader::poll);
        }
        assertEquals(Secret.ofUtf8("K", NEW), throwing.get());
        assertEquals(Secret.ofUtf8("K", NEW), quiet.get());
    }

    @Test
    void the_thread_takes_changes_outlives_throwing_listeners_and_dies_on_close() throws Exception {
        Path path = Files.writeString(directory.resolve("key"), OLD);
        CountDownLatch accepted = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch again = new CountDownLatch(1);
        ReloadingFile<Secret> file = ReloadingFile.open("K", path, parser(), ReloadListener.none(), value -> {
            accepted.countDown();
            if (calls.incrementAndGet() == 1) {
                Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
                throw new NoClassDefFoundError("first");
            }
            again.countDown();
        });
        SecretReloader reloader = new SecretReloader(List.of(file), Duration.ofMillis(20));
        reloader.start();
        reloader.start();
        Thread thread = threads().get(0);
        assertEquals(1, threads().size());
        assertTrue(thread.isDaemon());

        Files.writeString(path, NEW);
        assertTrue(accepted.await(60, TimeUnit.SECONDS));
        Files.writeString(path, OLD);
        assertTrue(again.await(60, TimeUnit.SECONDS));

        reloader.close();
        reloader.close();
        assertFalse(thread.isAlive());
        assertEquals(List.of(), threads());
        assertThrows(IllegalStateException.class, reloader::start);
        assertEquals(Secret.ofUtf8("K", OLD), file.get());
    }

    @Test
    void survives_one_exception_that_two_listeners_throw() throws IOException {
        IllegalStateException same = new IllegalStateException("shared");
        Path one = Files.writeString(directory.resolve("one"), OLD);
        Path two = Files.writeString(directory.resolve("two"), OLD);
        Consumer<Secret> thrower = value -> {
            throw same;
        };
        SecretReloader reloader = new SecretReloader(List.of(
                ReloadingFile.open("ONE", one, parser(), ReloadListener.none(), thrower),
                ReloadingFile.open("TWO", two, parser(), ReloadListener.none(), thrower)));
        Files.writeString(one, NEW);
        Files.writeString(two, NEW);
        reloader.poll();

        assertSame(same, assertThrows(IllegalStateException.class, reloader::poll));
        reloader.close();
    }

    @Test
    void can_be_closed_without_having_been_started() {
        new SecretReloader(List.of()).close();
        assertEquals(List.of(), threads());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.019S", "PT24H0.001S"})
    void refuses_intervals_that_spin_or_never_come(String interval) {
        assertThrows(
                IllegalArgumentException.class, () -> new SecretReloader(List.of(), Duration.parse(interval)).close());
    }

    private static SecretParser<Secret> parser() {
        return SecretParser.one("K", SecretRule.signing());
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hardening-secret-reloader"))
                .toList();
    }
}
