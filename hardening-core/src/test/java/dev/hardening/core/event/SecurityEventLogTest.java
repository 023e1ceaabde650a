package dev.hardening.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.net.IpAddress;
import dev.hardening.testing.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SecurityEventLogTest {

    private final FakeTicker ticker = new FakeTicker();
    private final SecurityEventLog log = new SecurityEventLog(ticker);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.hardening.security");

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    @Test
    void writes_what_is_known_as_pairs_with_the_level_of_the_type() {
        log.on(SecurityEvent.of(SecurityEventType.AUTHENTICATION_FAILED)
                .code(RefusalCode.AUTHENTICATION_REQUIRED)
                .client(IpAddress.parse("192.0.2.1"))
                .method("POST")
                .path("/convert")
                .requestId("r1")
                .detail("wrong key")
                .build());
        log.on(SecurityEvent.of(SecurityEventType.AUTHENTICATION_SUCCEEDED)
                .subject("API_KEYS[1]")
                .build());
        assertEquals(Level.WARN, lines.list.get(0).getLevel());
        assertEquals("AUTHENTICATION_FAILED: wrong key", lines.list.get(0).getFormattedMessage());
        assertEquals(
                Map.of(
                        "event", "AUTHENTICATION_FAILED",
                        "code", "AUTHENTICATION_REQUIRED",
                        "client_ip", "192.0.2.1",
                        "method", "POST",
                        "path", "/convert",
                        "request_id", "r1"),
                pairs(lines.list.get(0)));
        assertEquals(Level.INFO, lines.list.get(1).getLevel());
        assertEquals("API_KEYS[1]", pairs(lines.list.get(1)).get("subject"));
    }

    private static Map<String, String> pairs(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }

    @Test
    void a_flood_of_one_type_is_counted_and_leaves_other_types_alone() {
        SecurityEvent flood = SecurityEvent.of(SecurityEventType.RATE_LIMITED).build();
        for (int i = 0; i < 10_000; i++) {
            log.on(flood);
        }
        assertEquals(SecurityEventLog.LINES, lines.list.size());
        log.on(SecurityEvent.of(SecurityEventType.HEALTH_CHANGED).build());
        assertEquals(SecurityEventLog.LINES + 1, lines.list.size());
        ticker.advance(SecurityEventLog.SPAN);
        log.on(flood);
        assertEquals("9980", pairs(lines.list.get(SecurityEventLog.LINES + 1)).get("left_out"));
        ticker.advance(SecurityEventLog.SPAN);
        log.on(flood);
        assertTrue(!pairs(lines.list.get(SecurityEventLog.LINES + 2)).containsKey("left_out"));
    }

    @Test
    void a_listener_that_fails_does_not_keep_the_others_from_hearing() {
        List<SecurityEvent> heard = new ArrayList<>();
        SecurityEventListener all = SecurityEventListener.all(
                event -> {
                    throw new IllegalStateException("broken");
                },
                heard::add);
        ((Logger) LoggerFactory.getLogger(FanOut.class)).setLevel(Level.OFF);
        SecurityEvent event =
                SecurityEvent.of(SecurityEventType.SECRET_RELOADED).build();
        all.on(event);
        assertEquals(List.of(event), heard);
    }
}
