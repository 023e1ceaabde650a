package dev.hardening.core.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.FakeRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-00";

    private static final Correlation CORRELATION =
            Correlation.of(CorrelationSettings.builder().build());

    private static FakeRequest request() {
        return FakeRequest.from("203.0.113.1");
    }

    private static void assertNew(String id) {
        assertTrue(id.matches("[0-9a-f]{32}"), id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", ".", "-", "_", "req-1", "A.b_C-9", "019a8f3e-7c1d-7b1e-8a4f-2f6f3c1d9b10"})
    void keeps_a_well_formed_id(String id) {
        assertEquals(
                id, CORRELATION.identify(request().line("x-request-id", id)).requestId());
    }

    @Test
    void an_id_has_at_most_128_characters() {
        String longest = "x".repeat(128);
        assertEquals(
                longest,
                CORRELATION.identify(request().line("X-Request-ID", longest)).requestId());
        assertNew(CORRELATION
                .identify(request().line("X-Request-ID", longest + "x"))
                .requestId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a\tb", "a\nb", "a\r\nSet-Cookie: a=b", "a,b", "a/b", "a:b", "a;b", "a\"b", "<script>",
                "\u00e4", "\u0661", "\u2028", "${jndi:ldap://x}", "a\u0000", "a+b", "a=", "a@b", "a[", "a`", "a{", "%0a"
            })
    void replaces_any_other_id(String id) {
        assertNew(CORRELATION.identify(request().line("X-Request-ID", id)).requestId());
    }

    @Test
    void replaces_an_id_that_comes_twice() {
        assertNew(CORRELATION
                .identify(request().lines("X-Request-ID", List.of("one", "two")))
                .requestId());
        assertNew(CORRELATION
                .identify(request().lines("X-Request-ID", List.of("one", "one")))
                .requestId());
    }

    @Test
    void gives_each_request_ids_of_its_own() {
        CorrelationIds first = CORRELATION.identify(request());
        CorrelationIds second = CORRELATION.identify(request());
        assertNew(first.requestId());
        assertNew(first.trace().traceId());
        assertEquals(first.requestId(), first.trace().traceId(), "both begin here");
        assertNotEquals(first.requestId(), second.requestId());
        assertNotEquals(first.trace().traceId(), second.trace().traceId());
        assertNotEquals(first.trace().spanId(), second.trace().spanId());
        assertNotNull(TraceContext.parse(first.trace().traceparent()));
    }

    @Test
    void an_id_or_a_trace_of_the_callers_leaves_the_other_one_its_own() {
        CorrelationIds named = CORRELATION.identify(request().line("X-Request-ID", "mine"));
        assertEquals("mine", named.requestId());
        assertNew(named.trace().traceId());
        CorrelationIds traced = CORRELATION.identify(request().line("traceparent", TRACEPARENT));
        assertNew(traced.requestId());
        assertEquals(TRACE, traced.trace().traceId());
        assertNotEquals(TRACE, traced.requestId());
    }

    @Test
    void continues_a_trace_with_a_span_of_its_own() {
        TraceContext trace =
                CORRELATION.identify(request().line("traceparent", TRACEPARENT)).trace();
        assertEquals(TRACE, trace.traceId());
        assertNotEquals(SPAN, trace.spanId());
        assertTrue(trace.traceparent().endsWith("-00"));
        assertNotNull(TraceContext.parse(trace.traceparent()));
    }

    @Test
    void begins_a_trace_where_none_is_well_formed() {
        TraceContext malformed = CORRELATION
                .identify(request().line("traceparent", TRACEPARENT + "0"))
                .trace();
        assertNotEquals(TRACE, malformed.traceId());
        assertTrue(malformed.isSampled());
        TraceContext twice = CORRELATION
                .identify(request().lines("traceparent", List.of(TRACEPARENT, TRACEPARENT)))
                .trace();
        assertNotEquals(TRACE, twice.traceId());
    }

    @Test
    void passes_tracestate_on_with_the_trace_that_it_belongs_to() {
        CorrelationIds ids = CORRELATION.identify(request()
                .line("traceparent", TRACEPARENT)
                .lines("tracestate", List.of("rojo=1, congo=2", "", "c@d=3")));
        assertEquals("rojo=1,congo=2,c@d=3", ids.tracestate());
        TraceContext caller = ids.caller();
        assertNotNull(caller);
        assertEquals(SPAN, caller.spanId());
    }

    @Test
    void a_tracestate_without_its_trace_goes_nowhere() {
        for (String parent : List.of("", "00-x", TRACEPARENT + "0")) {
            CorrelationIds ids =
                    CORRELATION.identify(request().line("traceparent", parent).line("tracestate", "a=b"));
            assertNull(ids.tracestate());
            assertNull(ids.caller());
        }
        assertNull(CORRELATION.identify(request().line("tracestate", "a=b")).tracestate());
        CorrelationIds cut = Correlation.of(
                        CorrelationSettings.builder().continuesTraces(false).build())
                .identify(request().line("traceparent", TRACEPARENT).line("tracestate", "a=b"));
        assertNull(cut.tracestate());
    }

    @Test
    void a_malformed_tracestate_does_not_touch_the_trace() {
        CorrelationIds ids =
                CORRELATION.identify(request().line("traceparent", TRACEPARENT).line("tracestate", "A=b"));
        assertNull(ids.tracestate());
        assertEquals(TRACE, ids.trace().traceId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01"})
    void a_callers_decision_to_record_counts_whatever_the_share(String flags) {
        Correlation none = Correlation.of(
                CorrelationSettings.builder().share(BigDecimal.ZERO).build());
        String parent = "00-" + TRACE + "-" + SPAN + "-" + flags;
        assertEquals(
                flags.equals("01"),
                none.identify(request().line("traceparent", parent)).trace().isSampled());
        assertFalse(none.identify(request()).trace().isSampled());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void each_acceptance_can_be_switched_off(boolean accepts, boolean continues) {
        Correlation correlation = Correlation.of(CorrelationSettings.builder()
                .acceptsRequestId(accepts)
                .continuesTraces(continues)
                .samples(false)
                .build());
        CorrelationIds ids =
                correlation.identify(request().line("X-Request-ID", "mine").line("traceparent", TRACEPARENT));
        assertEquals(accepts, ids.requestId().equals("mine"));
        assertEquals(continues, ids.trace().traceId().equals(TRACE));
        assertTrue(!ids.trace().isSampled());
    }

    @Test
    void reads_the_header_that_is_set() {
        Correlation correlation = Correlation.of(
                CorrelationSettings.builder().header("X-Correlation-Id").build());
        assertEquals("X-Correlation-Id", correlation.header());
        CorrelationIds ids =
                correlation.identify(request().line("X-Request-ID", "no").line("X-Correlation-Id", "yes"));
        assertEquals("yes", ids.requestId());
    }

    @Test
    void answers_noise_with_ids_that_are_safe_to_log() {
        long seed = 20261121L;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder noise = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                noise.append((char) (random.nextInt(8) == 0 ? random.nextInt(0x10000) : 0x20 + random.nextInt(0x5f)));
            }
            String text = noise.toString();
            CorrelationIds ids =
                    CORRELATION.identify(request().line("X-Request-ID", text).line("traceparent", text));
            assertTrue(ids.requestId().matches("[A-Za-z0-9._-]{1,128}"), "seed " + seed + ": " + text);
            assertEquals(
                    text.matches("[A-Za-z0-9._-]{1,128}"), ids.requestId().equals(text), "seed " + seed + ": " + text);
        }
    }
}
