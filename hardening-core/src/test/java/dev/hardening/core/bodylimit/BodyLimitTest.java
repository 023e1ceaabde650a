package dev.hardening.core.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.request.Route;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyLimitTest {

    private static final String URLENCODED = "application/x-www-form-urlencoded";

    private final FakeTicker ticker = new FakeTicker();

    private BodyLimit limit(BodyLimitSettings.Builder settings) {
        return BodyLimit.of(settings.build(), ticker);
    }

    private static BodyHead head(long length, boolean chunked, @Nullable String type, @Nullable String coding) {
        return new BodyHead("HTTP/1.1", "POST", length, chunked, type, coding);
    }

    private static String outcome(@Nullable Decision decision) {
        return decision instanceof Refusal refusal ? refusal.code().name() : "allowed";
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, text/plain, , allowed",
        "1000, false, text/plain, , allowed",
        "1001, false, text/plain, , BODY_TOO_LARGE",
        "9223372036854775807, false, , , BODY_TOO_LARGE",
        "-1, true, text/plain, , allowed",
        "1001, true, text/plain, , allowed", // the transfer coding overrides the length; what is read is counted
        "5, true, application/x-www-form-urlencoded, , LENGTH_REQUIRED",
        "5, false, application/x-www-form-urlencoded, , allowed",
        "-1, true, application/x-www-form-urlencoded, , LENGTH_REQUIRED",
        "-1, false, application/x-www-form-urlencoded, , LENGTH_REQUIRED",
        "-1, true, 'APPLICATION/X-WWW-Form-Urlencoded ;charset=utf-8', , LENGTH_REQUIRED",
        "-1, true, 'multipart/form-data; boundary=b', , LENGTH_REQUIRED",
        "-1, true, multipart/mixed, , LENGTH_REQUIRED",
        "-1, true, multipartx, , allowed",
        "-1, true, application/x-www-form-urlencodedx, , allowed",
        "5, false, text/plain, identity, allowed",
        "5, false, text/plain, IDENTITY, allowed",
        "5, false, text/plain, '', allowed",
        "5, false, text/plain, gzip, BODY_CODING_UNSUPPORTED",
        "5, false, text/plain, br, BODY_CODING_UNSUPPORTED",
        "5, false, text/plain, 'identity, gzip', BODY_CODING_UNSUPPORTED",
        "1001, false, text/plain, gzip, BODY_TOO_LARGE"
    })
    void decides_by_the_head(
            long length, boolean chunked, @Nullable String type, @Nullable String coding, String outcome) {
        BodyLimit limit = limit(BodyLimitSettings.builder().maxBytes(1_000));
        assertEquals(outcome, outcome(limit.admit(head(length, chunked, type, coding), Route.open("/"))));
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, gzip, allowed",
        "text/plain, X-GZIP, allowed",
        "application/x-www-form-urlencoded, gzip, allowed",
        "text/plain, 'gzip, gzip', BODY_CODING_UNSUPPORTED",
        "text/plain, deflate, BODY_CODING_UNSUPPORTED",
        "multipart/form-data, gzip, allowed",
        "multipart/mixed, gzip, allowed"
    })
    void takes_gzip_where_it_is_asked_to(String type, String coding, String outcome) {
        BodyLimit limit = limit(BodyLimitSettings.builder().codings(BodyCodings.GZIP));
        assertEquals(outcome, outcome(limit.admit(head(5, false, type, coding), Route.open("/"))));
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, allowed",
        "application/x-www-form-urlencoded, allowed",
        "multipart/form-data, BODY_CODING_UNSUPPORTED",
        "multipart/mixed, BODY_CODING_UNSUPPORTED"
    })
    void takes_no_gzip_past_its_own_reading(String type, String outcome) {
        BodyLimit limit =
                limit(BodyLimitSettings.builder().codings(BodyCodings.GZIP).multipart(MultipartReading.CONTAINER));
        assertEquals(outcome, outcome(limit.admit(head(5, false, type, "gzip"), Route.open("/"))));
    }

    @Test
    void says_which_codings_it_takes() {
        for (BodyCodings codings : BodyCodings.values()) {
            BodyLimit limit = limit(BodyLimitSettings.builder().codings(codings));
            Decision refused = limit.admit(head(5, false, null, "br"), Route.open("/"));
            assertEquals(
                    List.of(new ResponseField(
                            "Accept-Encoding", codings == BodyCodings.GZIP ? "gzip, identity" : "identity")),
                    ((Refusal) refused).fields());
        }
    }

    @Test
    void a_route_overrides_the_settings() {
        BodyLimit limit = limit(BodyLimitSettings.builder().maxBytes(1_000));
        Route large = Route.open("/").maxBody(2_000);
        assertEquals("allowed", outcome(limit.admit(head(2_000, false, null, null), large)));
        Refusal refusal = (Refusal) limit.admit(head(2_001, false, null, null), large);
        assertEquals("The body may have at most 2000 bytes.", refusal.detail());
        assertEquals(
                "BODY_TOO_LARGE",
                outcome(limit.admit(head(1, false, null, null), Route.open("/").maxBody(0))));
        assertEquals(
                "allowed",
                outcome(limit.admit(
                        head(-1, true, URLENCODED, null), Route.open("/").chunkedForms())));
        assertEquals(2_000, limit.count(head(5, false, null, null), large).left());
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, -1, false, false",
        "HTTP/1.1, 0, false, false",
        "HTTP/1.0, -1, false, false",
        "HTTP/1.1, 1, false, true",
        "HTTP/1.1, -1, true, true",
        "HTTP/1.1, 0, true, true",
        "HTTP/2.0, 0, false, false",
        "HTTP/2.0, -1, false, true",
        "HTTP/3, -1, false, true"
    })
    void knows_where_a_body_may_follow(String protocol, long length, boolean chunked, boolean possible) {
        assertEquals(possible, BodyHead.isBodyPossible(protocol, length, chunked));
    }

    @Test
    void counts_to_the_byte() {
        BodyCount count =
                limit(BodyLimitSettings.builder().maxBytes(10)).count(head(-1, true, null, null), Route.open("/"));
        assertEquals("allowed", outcome(count.read(9)));
        assertEquals("allowed", outcome(count.read(-1)));
        assertEquals(1, count.left());
        assertEquals("allowed", outcome(count.read(1)));
        assertEquals(0, count.left());
        assertEquals("BODY_TOO_LARGE", outcome(count.read(1)));
        assertEquals("BODY_TOO_LARGE", outcome(count.read(0)));
        assertEquals(0, count.left());
        assertEquals(11, count.bytes());
    }

    @Test
    void knows_when_a_declared_body_is_whole() {
        BodyCount count = limit(BodyLimitSettings.builder()).count(head(3, false, null, null), Route.open("/"));
        count.read(2);
        assertFalse(count.isWhole());
        count.read(1);
        assertTrue(count.isWhole());
        BodyCount chunked = limit(BodyLimitSettings.builder()).count(head(3, true, null, null), Route.open("/"));
        chunked.read(3);
        assertFalse(chunked.isWhole());
    }

    @Test
    void only_waiting_for_the_client_counts() {
        for (FakeTicker clock : List.of(ticker, FakeTicker.aboutToOverflow())) {
            BodyCount count = BodyLimit.of(
                            BodyLimitSettings.builder()
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            clock)
                    .count(head(-1, true, null, null), Route.open("/"));
            clock.advance(Duration.ofHours(1));
            assertEquals("allowed", outcome(count.read(1)));
            count.waiting();
            clock.advance(Duration.ofSeconds(6));
            count.waiting(); // the same wait
            assertEquals("allowed", outcome(count.read(1)));
            clock.advance(Duration.ofHours(1)); // the application works
            count.waiting();
            clock.advance(Duration.ofSeconds(4));
            assertEquals("allowed", outcome(count.read(1)));
            count.waiting();
            clock.advance(Duration.ofNanos(1));
            count.ready();
            assertEquals("BODY_TIMEOUT", outcome(count.read(1)));
        }
    }

    @Test
    void a_body_without_a_deadline_is_waited_for() {
        BodyCount none = limit(BodyLimitSettings.builder().timeout(Duration.ZERO))
                .count(head(-1, true, null, null), Route.open("/"));
        none.waiting();
        ticker.advance(Duration.ofDays(1));
        assertEquals("allowed", outcome(none.read(1)));
        BodyCount own = limit(BodyLimitSettings.builder())
                .count(head(-1, true, null, null), Route.open("/").bodyWithin(Duration.ofSeconds(1)));
        own.waiting();
        ticker.advance(Duration.ofSeconds(2));
        assertEquals("BODY_TIMEOUT", outcome(own.read(1)));
        assertSame(own.tooSlow(), own.read(0));
    }

    @Test
    void an_inflated_body_is_bounded_in_bytes_only() {
        BodyCount count = limit(BodyLimitSettings.builder().maxBytes(10)).inflatedCount(Route.open("/"));
        count.waiting();
        ticker.advance(Duration.ofDays(1));
        assertEquals("allowed", outcome(count.read(10)));
        assertEquals("BODY_TOO_LARGE", outcome(count.read(1)));
    }

    @Test
    void counting_allocates_nothing() {
        BodyLimit limit = limit(BodyLimitSettings.builder());
        BodyHead head = head(-1, true, null, null);
        BodyCount count = limit.count(head, Route.open("/"));
        AtomicInteger refused = new AtomicInteger();
        long bytes = Allocations.least(() -> {
            for (int i = 0; i < 10_000; i++) {
                boolean possible = BodyHead.isBodyPossible("HTTP/1.1", -1, false);
                if (possible || !limit.beginWaiting()) {
                    refused.incrementAndGet();
                }
                count.waiting();
                limit.endWaiting();
                if (count.read(1) != null) {
                    refused.incrementAndGet();
                }
            }
        });
        assertEquals(0, refused.get());
        assertTrue(bytes < 10_000, bytes + " bytes");
    }

    @Test
    void no_more_readers_wait_than_may() throws Exception {
        BodyLimit limit = limit(BodyLimitSettings.builder().maxWaiting(3));
        AtomicInteger most = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 8; i++) {
                threads.execute(() -> {
                    ready.countDown();
                    for (int round = 0; round < 10_000; round++) {
                        if (limit.beginWaiting()) {
                            most.accumulateAndGet(limit.waiting(), Math::max);
                            limit.endWaiting();
                        }
                    }
                });
            }
        } finally {
            threads.shutdown();
        }
        assertTrue(ready.await(10, TimeUnit.SECONDS) && threads.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(0, limit.waiting());
        for (int i = 0; i < 3; i++) {
            assertTrue(limit.beginWaiting());
        }
        assertFalse(limit.beginWaiting());
        limit.endWaiting();
        assertTrue(limit.beginWaiting());
        assertEquals(Duration.ofSeconds(1), limit.tooMany().retryAfter());
        assertEquals(503, limit.tooMany().status());
        assertTrue(most.get() >= 1);
    }
}
