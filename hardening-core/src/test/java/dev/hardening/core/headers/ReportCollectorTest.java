package dev.hardening.core.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.testing.FakeTicker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportCollectorTest {

    private static final String OLD = """
            {"csp-report":{"document-uri":"https://u:p@a.example/page?token=s3cret#x","violated-directive":"img-src",\
            "effective-directive":"img-src","blocked-uri":"https://evil.example/a.png?q","source-file":"https://a.example/a.js",\
            "line-number":7,"disposition":"report"}}""";

    private final FakeTicker ticker = new FakeTicker();
    private final List<ViolationReport> heard = new ArrayList<>();
    private final ReportCollector collector =
            new ReportCollector(ReportSettings.defaults().perMinute(3).maxBytes(4_096), heard::add, ticker);

    private Decision collect(String body) {
        return collector.collect(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String one(String blocked) {
        return "{\"type\":\"csp-violation\",\"age\":1,\"body\":{\"effectiveDirective\":\"script-src-elem\","
                + "\"blockedURL\":\"" + blocked + "\",\"documentURL\":\"https://a.example/\","
                + "\"disposition\":\"enforce\",\"lineNumber\":3}}";
    }

    private static int status(Decision decision) {
        return decision instanceof Refusal refusal ? refusal.status() : 204;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "application/csp-report, -, 10, 204",
                "Application/CSP-Report; charset=utf-8, -, -1, 204",
                "application/reports+json, identity, 4096, 204",
                "application/reports+json, -, 4097, 413",
                "application/json, -, 10, 415",
                "text/plain, -, 10, 415",
                "'', -, 10, 415",
                "-, -, 10, 415",
                "application/csp-report, gzip, 10, 415"
            })
    void admits_by_type_and_length(@Nullable String type, @Nullable String coding, long length, int status) {
        assertEquals(status, status(collector.admit(type, coding, length)));
    }

    @Test
    void admits_so_many_in_a_minute_and_says_when_to_come_again() {
        for (int i = 0; i < 3; i++) {
            assertEquals(204, status(collector.admit("application/csp-report", null, 1)));
        }
        ticker.advance(Duration.ofSeconds(20));
        Refusal refusal = assertInstanceOf(Refusal.class, collector.admit("application/csp-report", null, 1));
        assertEquals(429, refusal.status());
        assertEquals(Duration.ofSeconds(40), refusal.retryAfter());
        ticker.advance(Duration.ofSeconds(40));
        assertEquals(204, status(collector.admit("application/csp-report", null, 1)));
    }

    @Test
    void takes_the_older_form_and_leaves_out_what_may_be_secret() {
        assertEquals(204, status(collect(OLD)));
        assertEquals(
                List.of(new ViolationReport(
                        "img-src",
                        "https://evil.example/a.png",
                        "https://a.example/page",
                        "https://a.example/a.js",
                        7,
                        false)),
                heard);
    }

    @Test
    void takes_the_reports_of_the_reporting_api_and_no_others() {
        assertEquals(
                204,
                status(collect("[" + one("inline") + ",{\"type\":\"deprecation\",\"body\":{}},7,"
                        + "{\"type\":\"csp-violation\"}," + one("eval") + "]")));
        assertEquals(
                List.of("inline", "eval"),
                heard.stream().map(ViolationReport::blocked).toList());
        assertTrue(heard.get(0).enforced());
    }

    @Test
    void tells_the_same_once_an_hour() {
        collect(OLD);
        ticker.advance(Duration.ofMinutes(59));
        collect(OLD);
        assertEquals(1, heard.size());
        ticker.advance(Duration.ofMinutes(1));
        collect(OLD);
        assertEquals(2, heard.size());
    }

    @Test
    void looks_at_a_few_reports_of_one_delivery_only() {
        String many = IntStream.range(0, 24).mapToObj(i -> one("x" + i)).collect(Collectors.joining(",", "[", "]"));
        ReportCollector large = new ReportCollector(ReportSettings.defaults().maxBytes(65_536), heard::add, ticker);
        assertEquals(204, status(large.collect(many.getBytes(StandardCharsets.UTF_8))));
        assertEquals(ReportCollector.PER_DELIVERY, heard.size());
    }

    @Test
    void forgets_the_oldest_kind_when_it_remembers_too_many() {
        for (int i = 0; i <= ReportCollector.REMEMBERED; i++) {
            collect("[" + one("x" + i) + "]");
        }
        int before = heard.size();
        collect("[" + one("x" + ReportCollector.REMEMBERED) + "]");
        assertEquals(before, heard.size());
        collect("[" + one("x0") + "]");
        assertEquals(before + 1, heard.size());
    }

    @Test
    void a_text_of_a_client_is_short_and_printable() {
        collect("[" + one("java\\u2028\\nscript\\u001b[31m" + "x".repeat(500)) + "]");
        String blocked = heard.get(0).blocked();
        assertEquals(200, blocked.length());
        assertTrue(blocked.startsWith("java??script?[31m"), blocked);
    }

    @Test
    void the_content_of_a_data_address_is_not_kept() {
        collect("[" + one("data:text/html,secret") + "]");
        assertEquals("data:", heard.get(0).blocked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "7", "null", "{\"csp-report\":7}", "\u0000", "{\"csp-report\":{}}x"})
    void refuses_what_is_no_report(String body) {
        assertEquals(400, status(collect(body)));
        assertEquals(List.of(), heard);
    }

    @Test
    void refuses_a_body_that_is_longer_than_it_said() {
        assertEquals(413, status(collector.collect(new byte[4_097])));
    }

    @Test
    void an_empty_report_has_empty_parts() {
        assertEquals(204, status(collect("{\"csp-report\":{\"line-number\":-5}}")));
        assertEquals(new ViolationReport("", "", "", "", 0, true), heard.get(0));
    }

    @Test
    void any_bytes_are_reports_or_refused() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] body = OLD.getBytes(StandardCharsets.UTF_8);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            int status = status(collector.collect(body));
            assertTrue(status == 204 || status == 400, "seed " + seed + ": " + status);
        }
    }
}
