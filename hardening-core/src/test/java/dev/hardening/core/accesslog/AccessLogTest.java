package dev.hardening.core.accesslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.LOGGER);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        written.start();
        logger.addAppender(written);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(written);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private static Map<String, Object> fields(ILoggingEvent event) {
        Map<String, Object> fields = new TreeMap<>();
        event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
        assertEquals(event.getKeyValuePairs().size(), fields.size(), "a name stands twice");
        return fields;
    }

    private static AccessEntry.Builder entry(long millis) {
        return AccessEntry.of("GET", "/a")
                .status(200)
                .nanos(Duration.ofMillis(millis).toNanos());
    }

    private static final AccessLog LOG =
            AccessLog.of(AccessLogSettings.builder().build());

    @Test
    void writes_one_line_with_all_that_is_known() {
        LOG.completed(AccessEntry.of("POST", "/convert")
                .status(201)
                .nanos(12_345_678)
                .bytes(42)
                .client(IpAddress.parse("192.0.2.1"))
                .subject("API_KEY_CI")
                .requestId("r")
                .tenantId("demo")
                .traceId("t")
                .errorId("e")
                .build());

        assertEquals(1, written.list.size());
        ILoggingEvent line = written.list.get(0);
        assertEquals(Level.INFO, line.getLevel());
        assertEquals(
                new TreeMap<>(Map.ofEntries(
                        Map.entry("method", "POST"),
                        Map.entry("path", "/convert"),
                        Map.entry("status", 201),
                        Map.entry("duration_ms", 12.345),
                        Map.entry("bytes", 42L),
                        Map.entry("client_ip", "192.0.2.1"),
                        Map.entry("client", "API_KEY_CI"),
                        Map.entry("request_id", "r"),
                        Map.entry("tenant_id", "demo"),
                        Map.entry("trace_id", "t"),
                        Map.entry("error_id", "e"))),
                fields(line));
    }

    @Test
    void leaves_out_what_is_not_known() {
        LOG.completed(entry(1).build());

        assertEquals(
                List.of("duration_ms", "method", "path", "status"),
                List.copyOf(fields(written.list.get(0)).keySet()));
    }

    @Test
    void says_that_an_answer_was_cut_off() {
        LOG.completed(entry(1).cutOff(true).build());

        assertEquals(true, fields(written.list.get(0)).get("cut_off"));
    }

    @Test
    void warns_from_the_threshold_on() {
        LOG.completed(entry(199).build());
        assertEquals(1, written.list.size());

        LOG.completed(entry(200).requestId("r").build());
        assertEquals(3, written.list.size());
        ILoggingEvent warning = written.list.get(2);
        assertEquals(Level.WARN, warning.getLevel());
        assertTrue(warning.getFormattedMessage().contains("slow"));
        Map<String, Object> fields = fields(warning);
        assertEquals(true, fields.get("slow"));
        assertEquals("/a", fields.get("path"));
        assertEquals(200.0, fields.get("duration_ms"));
        assertEquals(200.0, fields.get("threshold_ms"));
        assertEquals("r", fields.get("request_id"));
        assertNull(fields.get("route"), "no route covers it");
    }

    @Test
    void lets_a_route_have_its_own_threshold() {
        Route convert = Route.guarded("/convert/{id}").slowAfter(Duration.ofSeconds(5));

        assertFalse(LOG.isSlow(convert, Duration.ofMillis(4999).toNanos()));
        assertTrue(LOG.isSlow(convert, Duration.ofSeconds(5).toNanos()));
        assertTrue(LOG.isSlow(Routes.UNKNOWN, Duration.ofMillis(200).toNanos()));

        LOG.completed(entry(5000).route(convert).build());
        assertEquals("/convert/{id}", fields(written.list.get(1)).get("route"));
    }

    @Test
    void warns_of_slow_requests_even_without_lines_for_all() {
        AccessLog quiet = AccessLog.of(AccessLogSettings.builder().lines(false).build());

        quiet.completed(entry(1).build());
        quiet.completed(entry(500).build());

        assertEquals(1, written.list.size());
        assertEquals(Level.WARN, written.list.get(0).getLevel());
    }

    @Test
    void obeys_the_level() {
        logger.setLevel(Level.ERROR);

        LOG.completed(entry(500).build());

        assertTrue(written.list.isEmpty());
    }

    @Test
    void is_heard_exactly_when_a_line_would_be_written() {
        AccessLog slowOnly =
                AccessLog.of(AccessLogSettings.builder().lines(false).build());
        for (AccessLog log : List.of(LOG, slowOnly)) {
            for (Level level : List.of(Level.INFO, Level.WARN, Level.ERROR)) {
                for (long millis : new long[] {1, 60_000}) {
                    logger.setLevel(level);
                    written.list.clear();
                    AccessEntry entry = entry(millis).build();
                    log.completed(entry);
                    assertEquals(!written.list.isEmpty(), log.isHeard(entry.route(), entry.nanos()));
                }
            }
        }
    }
}
