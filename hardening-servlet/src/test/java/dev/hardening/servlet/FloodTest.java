package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.hardening.core.HardeningSettings;
import dev.hardening.core.audit.AuditVerdict;
import dev.hardening.core.audit.AuditVerifier;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.Samples;
import dev.hardening.testing.servlet.FakeCall;
import dev.hardening.testing.servlet.LogCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is refused over and over, and never twice in the same way, fills neither a disk nor a memory. */
class FloodTest {

    private static final int REJECTIONS = 100_000;
    private static final Duration BETWEEN = Duration.ofMillis(1);
    private static final String PROXY = "127.0.0.1";
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE");

    /** Each type has 20 lines in ten seconds, and 100 seconds touch 11 such spans. */
    private static final long MOST_LINES_OF_A_TYPE = 20 * 11;

    /** Anchors of the audit trail: one in 1000 records or a minute, and one at its end. */
    private static final long MOST_OTHER_LINES = 20;

    /**
     * In each of two minutes the first of each of the 1024 kinds that are told apart, 1000 others one by one, and one sum for
     * each kind; beyond those there are the sums of what does not fit, and the start and the end.
     */
    private static final int MOST_RECORDS = 2 * (1_024 + 1_000 + 1_024) + 50;

    private static final long MOST_BYTES = MOST_RECORDS * 1_024L;

    /** Routes, methods that HTTP knows and statuses multiply; what a client makes up does not. */
    private static final int MOST_SERIES = 1_000;

    @TempDir
    private Path directory;

    private static HardeningSettings settings(Path file) {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "NODE_ENV", "production",
                "API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7",
                "TRUSTED_PROXIES", PROXY,
                "RATE_LIMIT_MAX", "30",
                "RATE_LIMIT_WINDOW_MS", "60000",
                "ACCESS_LOG", "false",
                "ENABLE_METRICS", "true",
                "AUDIT_LOG_FILE", file.toString())));
        HardeningSettings settings = HardeningSettings.builder()
                .routes(Routes.builder()
                        .add(Route.guarded("/runs"))
                        .add(Route.guarded("/runs/{id}"))
                        .add(Route.guarded("/files/**"))
                        .build())
                .read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    @Test
    @Timeout(60)
    void a_hundred_thousand_rejections_leave_a_bounded_log_audit_file_and_label_set() throws Exception {
        Path file = directory.resolve("audit.log");
        HardeningSettings settings = settings(file);
        FakeTicker ticker = new FakeTicker();
        Metrics metrics = Metrics.of(settings.metrics(), ticker);
        HardeningFilter filter = HardeningFilter.builder(settings)
                .services(Services.builder().ticker(ticker).clock(ticker).build())
                .metrics(metrics)
                .build();
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<ILoggingEvent> lines;
        Samples samples;
        try (LogCapture log = LogCapture.of("dev.hardening")) {
            flood(filter, ticker, statuses);
            samples = Samples.of(metrics.prometheus());
            filter.destroy();
            lines = log.events();
        }
        assertTrue(statuses.keySet().containsAll(List.of(400, 401, 429)), statuses::toString);
        assertAll(() -> assertLog(lines), () -> assertLabels(samples), () -> assertAudit(file, samples));
    }

    /** Half of the clients are a few that meet their limit, and half never come again. */
    private static void flood(HardeningFilter filter, FakeTicker ticker, Map<Integer, Integer> statuses)
            throws Exception {
        Random random = new Random(20_261_127);
        for (int i = 0; i < REJECTIONS; i++) {
            FakeCall call = new FakeCall(PROXY, method(random), path(random))
                    .with("Host", "localhost")
                    .with("X-Request-ID", word(random))
                    .with("X-Tenant-ID", word(random))
                    .with(
                            "X-Forwarded-For",
                            "203.0." + (random.nextBoolean() ? "113." + random.nextInt(16) : tail(random)));
            if (random.nextInt(4) > 0) {
                call.with("X-API-Key", word(random));
            }
            filter.doFilter(call.request(), call.response(), (request, response) -> {
                throw new AssertionError("a call was served");
            });
            statuses.merge(call.status(), 1, Integer::sum);
            assertTrue(call.status() >= 400, statuses::toString);
            ticker.advance(BETWEEN);
        }
    }

    private static String method(Random random) {
        int at = random.nextInt(METHODS.size() + 1);
        return at == METHODS.size() ? "M" + random.nextInt(1_000_000) : METHODS.get(at);
    }

    private static String path(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "/runs";
            case 1 -> "/runs/" + word(random);
            case 2 -> "/files/" + word(random) + "/" + word(random);
            case 3 -> "/runs/..;" + word(random) + "/%2e%2e";
            default -> "/" + word(random);
        };
    }

    private static String word(Random random) {
        return Long.toString(random.nextLong() >>> 1, 36);
    }

    private static String tail(Random random) {
        return random.nextInt(100) + "." + random.nextInt(256);
    }

    private static void assertLog(List<ILoggingEvent> lines) {
        Map<String, Integer> byType = new TreeMap<>();
        int others = 0;
        for (ILoggingEvent line : lines) {
            Object type = LogCapture.value(line, "event");
            if (type == null) {
                others++;
            } else {
                byType.merge(type.toString(), 1, Integer::sum);
            }
        }
        assertTrue(byType.size() >= 3, byType::toString);
        for (int count : byType.values()) {
            assertTrue(count <= MOST_LINES_OF_A_TYPE, byType::toString);
        }
        assertTrue(others <= MOST_OTHER_LINES, others + " other lines");
    }

    private static void assertLabels(Samples samples) {
        assertEquals(REJECTIONS, samples.sum("http_requests_total"));
        assertTrue(samples.all().size() <= MOST_SERIES, () -> samples.all().size() + " series");
    }

    /** The file is small, whole, and knows of every single one. */
    private static void assertAudit(Path file, Samples samples) throws Exception {
        AuditVerdict verdict = AuditVerifier.plain().verify(file);
        assertNull(verdict.problem());
        assertTrue(verdict.isEnded());
        assertEquals(0, samples.value("audit_records_total", "outcome", "dropped"));
        List<String> lines = Files.readAllLines(file);
        assertEquals(lines.size(), verdict.records());
        assertTrue(lines.size() <= MOST_RECORDS, () -> lines.size() + " records");
        assertTrue(Files.size(file) <= MOST_BYTES, () -> lines.size() + " records are too long");
        JsonReader reader = JsonReader.of(JsonLimits.defaults());
        long calls = 0;
        for (String line : lines) {
            JsonObject record = reader.readObject(line);
            if ("call".equals(record.string("event"))) {
                Long count = record.integer("count");
                calls += count == null ? 1 : count;
            }
        }
        assertEquals(REJECTIONS, calls);
    }
}
