package dev.hardening.core.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.FakeCollector;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class OtlpExporterTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration NEVER = Duration.ofHours(1);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(OtlpExporter.class);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private static FinishedSpan span(int number) {
        return FinishedSpan.of("4bf92f3577b34da6a3ce929d0e0e4736", String.format("%016x", number + 1))
                .method("GET")
                .route("/a")
                .status(200)
                .build();
    }

    private static TracingSettings.Builder settings(String url) {
        return TracingSettings.builder().endpoint(url).serviceName("shop");
    }

    private static void assertNoThread() {
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("hardening-otlp") && thread.isAlive()));
    }

    /** A sender that counts, and waits or fails when a test says so. */
    private static final class Fake implements SpanSender {
        private final Semaphore begun = new Semaphore(0);
        private final CountDownLatch abandoned = new CountDownLatch(1);
        private final AtomicInteger sent = new AtomicInteger();
        private volatile boolean hangs;
        private volatile boolean fails;
        private volatile boolean breaks;

        @Override
        public void send(byte[] json) throws IOException {
            // Before the test knows of it, and goes on to what comes next.
            boolean failing = fails;
            boolean hanging = hangs;
            boolean breaking = breaks;
            begun.release();
            if (breaking) {
                throw new NoClassDefFoundError("a jar that was replaced");
            }
            if (hanging) {
                try {
                    abandoned.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                throw new IOException("abandoned");
            }
            if (failing) {
                throw new IOException("refused by http://user:pass@host");
            }
            sent.incrementAndGet();
        }

        @Override
        public void abandon() {
            abandoned.countDown();
        }
    }

    @Test
    void sends_spans_to_the_collector_with_its_fields() throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            OtlpExporter exporter = OtlpExporter.of(
                    settings(collector.url() + "/base/")
                            .field("X-Api-Key", Secret.ofUtf8("key", "k 1"))
                            .build(),
                    Ticker.system());
            exporter.finished(span(0));
            exporter.close();
            FakeCollector.Post post = collector.next();
            assertEquals("POST", post.method());
            assertEquals("/base/v1/traces", post.path());
            assertEquals("application/json", post.fields().get("content-type"));
            assertEquals("k 1", post.fields().get("x-api-key"));
            assertEquals("shop", post.spans().get(0).get("service.name"));
            assertEquals("GET /a", post.spans().get(0).get("name"));
            assertEquals("0000000000000001", post.spans().get(0).get("spanId"));
        }
        assertNoThread();
    }

    @Test
    void the_last_ones_are_sent_at_the_end() throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            OtlpExporter exporter = OtlpExporter.of(settings(collector.url()).build(), Ticker.system());
            IntStream.range(0, 100).forEach(i -> exporter.finished(span(i)));
            exporter.close();
            assertNoThread();
            assertEquals(100, collector.spans(100).size());
            assertEquals(100, exporter.sent());
            exporter.finished(span(100));
            assertEquals(1, exporter.lost());
            exporter.close();
            assertNoThread();
        }
    }

    @Test
    void without_a_span_there_is_no_thread() {
        OtlpExporter exporter = OtlpExporter.of(settings("http://127.0.0.1:1").build(), Ticker.system());
        assertNoThread();
        exporter.close();
        exporter.finished(span(0));
        assertNoThread();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 400, 404, 429, 500, 503})
    void an_answer_that_is_none_of_200_costs_the_spans_and_no_redirect_is_followed(int status) throws Exception {
        try (FakeCollector collector = new FakeCollector();
                FakeCollector other = new FakeCollector()) {
            collector.answer(status, other.url() + "/v1/traces");
            OtlpExporter exporter = OtlpExporter.of(
                    settings(collector.url())
                            .field("x-key", Secret.ofUtf8("key", "k"))
                            .build(),
                    Ticker.system());
            exporter.finished(span(0));
            exporter.close();
            assertEquals(1, exporter.lost());
            assertEquals(0, exporter.sent());
            assertEquals(1, collector.waiting(), "nothing is sent twice");
            assertEquals(0, other.waiting());
        }
    }

    @Test
    void a_collector_that_is_not_there_costs_the_spans() throws Exception {
        try (FreePort port = FreePort.take()) {
            OtlpExporter exporter = OtlpExporter.of(
                    settings("http://127.0.0.1:" + port.number()).build(), Ticker.system());
            exporter.finished(span(0));
            exporter.close();
            assertEquals(1, exporter.lost());
        }
        assertNoThread();
    }

    @Test
    void a_collector_that_hangs_holds_neither_requests_nor_the_end() throws Exception {
        try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            OtlpExporter exporter = new OtlpExporter(
                    new OtlpPost(URI.create("http://127.0.0.1:" + hanging.getLocalPort()), Map.of()),
                    "shop",
                    new SpanQueue(OtlpExporter.MOST, OtlpExporter.BATCH, NEVER, Ticker.system()),
                    SHORT,
                    Ticker.system());
            IntStream.range(0, OtlpExporter.BATCH).forEach(i -> exporter.finished(span(i)));
            hanging.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
            try (Socket connection = hanging.accept()) {
                assertTrue(connection.isConnected());
                long start = System.nanoTime();
                IntStream.range(0, OtlpExporter.MOST + 10).forEach(i -> exporter.finished(span(i)));
                assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
                assertTrue(exporter.lost() >= 10, "lost " + exporter.lost());
            }
            // The broken connection has ended that one; the next one hangs, too, until it is abandoned.
            exporter.close();
            assertNoThread();
            assertEquals(OtlpExporter.BATCH + OtlpExporter.MOST + 10, exporter.lost() + exporter.sent());
            assertEquals(0, exporter.sent());
        }
    }

    @Test
    void what_hangs_at_the_end_is_abandoned_and_counted() throws Exception {
        Fake sender = new Fake();
        sender.hangs = true;
        OtlpExporter exporter =
                new OtlpExporter(sender, "shop", new SpanQueue(10, 1, NEVER, Ticker.system()), SHORT, Ticker.system());
        IntStream.range(0, 4).forEach(i -> exporter.finished(span(i)));
        assertTrue(sender.begun.tryAcquire(20, TimeUnit.SECONDS));
        exporter.close();
        assertNoThread();
        assertEquals(4, exporter.lost());
        assertEquals(0, sender.sent.get());
    }

    @Test
    void losses_are_told_once_a_minute_and_without_what_the_collector_said() throws Exception {
        FakeTicker ticker = new FakeTicker();
        Fake sender = new Fake();
        sender.fails = true;
        OtlpExporter exporter = new OtlpExporter(
                sender, "shop", new SpanQueue(10, 1, Duration.ZERO, ticker), OtlpExporter.LAST_FLUSH, ticker);
        for (int i = 0; i < 5; i++) {
            exporter.finished(span(i));
            assertTrue(sender.begun.tryAcquire(20, TimeUnit.SECONDS));
        }
        exporter.finished(span(5));
        assertTrue(sender.begun.tryAcquire(20, TimeUnit.SECONDS));
        // The sixth has begun, so the fifth is done with.
        assertEquals(1, warnings().size());
        assertEquals(
                "1 spans of requests were lost, 1 of them since the last warning; IOException",
                warnings().get(0));
        ticker.advance(Duration.ofMinutes(1));
        sender.fails = false;
        exporter.finished(span(6));
        exporter.close();
        assertEquals(6, exporter.lost());
        assertEquals(1, exporter.sent());
        assertEquals(2, warnings().size());
        assertFalse(warnings().toString().contains("pass"));
    }

    private static long reading(OtlpExporter exporter, String outcome) {
        return exporter.readings().stream()
                .filter(reading -> reading.name().equals("trace_spans_total"))
                .filter(reading -> reading.labels().equals(Map.of("outcome", outcome)))
                .mapToLong(reading -> (long) reading.value())
                .sum();
    }

    @Test
    void spans_are_told_by_what_became_of_them() throws Exception {
        Fake sender = new Fake();
        SpanQueue queue = new SpanQueue(2, 1, Duration.ZERO, Ticker.system());
        OtlpExporter exporter = new OtlpExporter(sender, "shop", queue, OtlpExporter.LAST_FLUSH, Ticker.system());
        assertEquals(List.of(0L, 0L, 0L), outcomes(exporter));
        sender.hangs = true;
        exporter.finished(span(0));
        assertTrue(sender.begun.tryAcquire(20, TimeUnit.SECONDS));
        // One is being sent and two wait, so the last three find no room.
        IntStream.range(1, 6).forEach(i -> exporter.finished(span(i)));
        List<Long> full = outcomes(exporter);
        sender.hangs = false;
        sender.abandon();
        boolean sent = sender.begun.tryAcquire(2, 20, TimeUnit.SECONDS);
        exporter.close();
        assertTrue(sent);
        assertEquals(List.of(0L, 3L, 0L), full);
        assertEquals(List.of(2L, 3L, 1L), outcomes(exporter));
        assertEquals(exporter.lost(), reading(exporter, "dropped") + reading(exporter, "failed"));
    }

    private static List<Long> outcomes(OtlpExporter exporter) {
        return List.of(reading(exporter, "sent"), reading(exporter, "dropped"), reading(exporter, "failed"));
    }

    private List<String> warnings() {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel() == ch.qos.logback.classic.Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void settings_without_an_endpoint_make_no_exporter() {
        TracingSettings off = TracingSettings.builder().build();
        assertThrows(IllegalStateException.class, () -> OtlpExporter.of(off, Ticker.system()));
    }

    @Test
    void an_error_costs_its_spans_and_not_all_that_come_after() throws Exception {
        Fake fake = new Fake();
        fake.breaks = true;
        OtlpExporter exporter = new OtlpExporter(
                fake, "s", new SpanQueue(10, 1, SHORT, Ticker.system()), Duration.ofSeconds(20), Ticker.system());
        exporter.finished(span(1));
        fake.begun.acquire();
        fake.breaks = false;
        exporter.finished(span(2));
        assertTrue(fake.begun.tryAcquire(20, TimeUnit.SECONDS), "the thread has ended");
        exporter.close();
        assertEquals(1, exporter.sent());
        assertEquals(1, exporter.lost());
        assertNoThread();
    }
}
