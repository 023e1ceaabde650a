package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.PinnedThreads;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.util.VirtualThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Containers on virtual threads, and many more requests than there are carriers at one place at a time: were one of them to
 * keep its carrier, the others would not come there, and time would run out. From Java 24 on (JEP 491); before, a thread in a
 * monitor keeps it.
 */
@EnabledForJreRange(minVersion = 24)
@Timeout(120)
class VirtualThreadsTest {

    /** There are as many carriers as processors. */
    private static final int MANY =
            Math.min(1_000, Math.max(64, 8 * Runtime.getRuntime().availableProcessors()));

    private static final int SMALL = 8192;
    private static final String OURS = "dev.hardening";
    private static final String KEY = "X-API-Key: " + WaitingApplication.KEY;

    private static final Semaphore RELEASED = new Semaphore(0);

    @ParameterizedTest
    @EnumSource
    void requests_that_wait_leave_their_carriers_to_others(Container container, @TempDir Path directory)
            throws Exception {
        try (LogCapture log = LogCapture.of("dev.hardening");
                WaitingApplication application = new WaitingApplication(MANY);
                TestContainer server =
                        application.describe(directory.resolve("audit.log")).start(container)) {
            // A class is loaded and initialized by the thread that needs it first, which may not let go meanwhile.
            visit(application, server.port());
            try (PinnedThreads pinned = PinnedThreads.watch()) {
                visit(application, server.port());
                assertEquals(List.of(), pinned.stacksIn(OURS));
            }
            assertTrue(log.events().stream().noneMatch(event -> event.getLevel() == Level.ERROR));
        }
    }

    private static void visit(WaitingApplication application, int port) throws IOException {
        application.nextRound();
        for (String path : List.of("/meet", "/interrupt", "/hand-off", "/cache", "/lazy", "/password")) {
            waitInside(port, path);
        }
        byte[] plain = "x".repeat(2_000).getBytes(StandardCharsets.US_ASCII);
        sendSlowly(application, port, "/read", plain, plain.length / 2, "Content-Type: text/plain");
        byte[] head = gzip("x".repeat(1_000), false);
        byte[] whole = gzip("x".repeat(1_000), true);
        sendSlowly(application, port, "/read", whole, head.length, "Content-Encoding: gzip");
        byte[] json = ("[" + "1,".repeat(1_000) + "1]").getBytes(StandardCharsets.US_ASCII);
        sendSlowly(application, port, "/json", json, json.length / 2, "Content-Type: application/json");
        for (String path : List.of("/stream", "/writer")) {
            readSlowly(application, port, path);
        }
    }

    /** Returns a member of which the first bytes are flushed, and that ends after others or not at all. */
    private static byte[] gzip(String text, boolean isWhole) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, true)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
            gzip.flush();
            if (!isWhole) {
                return out.toByteArray();
            }
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    private static void waitInside(int port, String path) {
        List<RawHttp> clients = connect(port, 0);
        clients.forEach(client -> client.send(RawHttp.message("GET", path, "", false, KEY)));
        assertDone(clients, path);
    }

    /** Holds the second part of each body back until all requests have read the first, and as many others were answered. */
    private static void sendSlowly(
            WaitingApplication application, int port, String path, byte[] body, int first, String field) {
        List<RawHttp> clients = connect(port, 0);
        String head = RawHttp.message("POST", path, "", false, KEY, field, "Content-Length: " + body.length);
        String text = new String(body, StandardCharsets.ISO_8859_1);
        clients.forEach(client -> client.send(head + text.substring(0, first)));
        if (path.equals("/read")) { // the others are read before the application is asked
            application.awaitBegun();
        }
        waitInside(port, "/meet");
        clients.forEach(client -> client.send(text.substring(first)));
        assertDone(clients, path + " " + field);
    }

    /** Reads nothing until all requests have begun to write, and as many others were answered. */
    private static void readSlowly(WaitingApplication application, int port, String path) {
        int before = application.finished();
        List<RawHttp> clients = connect(port, SMALL);
        clients.forEach(client -> client.send(RawHttp.message("GET", path, "", false, KEY)));
        application.awaitBegun();
        waitInside(port, "/meet");
        assertEquals(before, application.finished(), path);
        for (RawHttp client : clients) {
            try (client) {
                assertEquals(WaitingApplication.LENGTH, client.read().body().length, path);
            }
        }
    }

    private static List<RawHttp> connect(int port, int receiveBuffer) {
        List<RawHttp> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            clients.add(RawHttp.connect(port, receiveBuffer).timeout(Duration.ofSeconds(30)));
        }
        return clients;
    }

    private static void assertDone(List<RawHttp> clients, String what) {
        for (RawHttp client : clients) {
            try (client) {
                assertEquals("done", client.read().text(), what);
            }
        }
    }

    /** Cannot be left by a virtual thread: the machine's own frame is below it. */
    private static final class Initialized {
        static final boolean PATIENT = waitForRelease();

        private Initialized() {}
    }

    private static boolean waitForRelease() {
        try {
            return RELEASED.tryAcquire(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void a_thread_that_keeps_its_carrier_is_seen() throws Exception {
        List<String> stacks = stacksOf(() -> assertTrue(Initialized.PATIENT));
        assertEquals(1, stacks.size(), stacks::toString);
        assertTrue(stacks.get(0).contains("Initialized.<clinit>"), stacks::toString);
    }

    @Test
    void a_thread_that_waits_in_a_monitor_keeps_none() throws Exception {
        Object monitor = new Object();
        assertEquals(List.of(), stacksOf(() -> {
            synchronized (monitor) {
                assertTrue(waitForRelease());
            }
        }));
    }

    /** Lets a virtual thread do something that waits, and releases it when it does. */
    private static List<String> stacksOf(Runnable waiting) throws Exception {
        CompletableFuture<Thread> started = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (PinnedThreads pinned = PinnedThreads.watch()) {
            VirtualThreads.getDefaultVirtualThreadsExecutor().execute(() -> {
                started.complete(Thread.currentThread());
                try {
                    waiting.run();
                    over.complete(null);
                } catch (Throwable failed) {
                    over.completeExceptionally(failed);
                }
            });
            Thread thread = started.get(20, TimeUnit.SECONDS);
            while (!RELEASED.hasQueuedThreads() || thread.getState() != Thread.State.TIMED_WAITING) {
                assertFalse(over.isDone(), "it has not waited");
                LockSupport.parkNanos(1_000_000);
            }
            RELEASED.release();
            over.get(20, TimeUnit.SECONDS);
            return pinned.stacksIn(OURS);
        }
    }
}
