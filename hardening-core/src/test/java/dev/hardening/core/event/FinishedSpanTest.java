package dev.hardening.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinishedSpanTest {

    private static FinishedSpan.Builder span() {
        return FinishedSpan.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/items, GET /api/items, GET",
        "PATCH, /a/{id}, PATCH /a/{id}, PATCH",
        "GET, , GET, GET",
        "get, , HTTP, _OTHER",
        "PROPFIND, /a, HTTP /a, _OTHER",
        "'GET\r\nx', , HTTP, _OTHER",
    })
    void its_name_is_the_method_and_the_route_and_nothing_that_a_client_chooses(
            String method, String route, String name, String kept) {
        FinishedSpan span = span().method(method).route(route).build();
        assertEquals(name, span.name());
        assertEquals(kept, span.method());
        assertEquals(name.split(" ", -1)[0], FinishedSpan.nameOf(method));
    }

    @ParameterizedTest
    @CsvSource({"200, false,", "404, false,", "499, false,", "500, true, 500", "503, true, 503"})
    void from_500_on_it_is_an_error(int status, boolean error, String type) {
        FinishedSpan span = span().status(status).build();
        assertEquals(error, span.isError());
        assertEquals(type, span.errorType());
    }

    @Test
    void what_was_thrown_is_named_by_its_class_alone() {
        FinishedSpan span =
                span().status(200).failure(new IOException("/srv/secret")).build();
        assertTrue(span.isError());
        assertEquals("java.io.IOException", span.errorType());
        assertNull(span().failure(null).build().errorType());
        assertFalse(span.toString().contains("secret"));
    }

    @Test
    void it_ends_by_the_monotonic_clock() {
        Instant start = Instant.parse("2026-11-27T12:00:00.000000001Z");
        FinishedSpan span = span().parent("1111111111111111")
                .time(start, Duration.ofMillis(1500))
                .build();
        assertEquals(Instant.parse("2026-11-27T12:00:01.500000001Z"), span.end());
        assertEquals(start, span.start());
        assertEquals(Duration.ofMillis(1500), span.duration());
        assertEquals("1111111111111111", span.parentId());
    }

    @Test
    void the_listener_that_does_nothing_is_always_the_same() {
        assertSame(SpanListener.none(), SpanListener.none());
        SpanListener.none().finished(span().build());
    }
}
