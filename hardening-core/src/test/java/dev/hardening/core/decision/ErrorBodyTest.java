package dev.hardening.core.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorBodyTest {

    private static final Refusal REFUSAL = Refusal.of(RefusalCode.RATE_LIMIT_EXCEEDED)
            .retryAfter(Duration.ofMillis(1500))
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PROBLEM | {"type":"urn:hardening:problem:rate-limit-exceeded","title":"Too many requests","status":429,"detail":"Too many requests; try again later.","code":"RATE_LIMIT_EXCEEDED","request_id":"r-1"}
            NESTED  | {"success":false,"error":{"message":"Too many requests; try again later.","code":"RATE_LIMIT_EXCEEDED","request_id":"r-1"}}
            FLAT    | {"error":"Too many requests; try again later.","code":"RATE_LIMIT_EXCEEDED","request_id":"r-1"}
            DETAIL  | {"detail":"Too many requests; try again later.","code":"RATE_LIMIT_EXCEEDED","request_id":"r-1"}
            """)
    void every_style_carries_code_message_and_ids(ErrorStyle style, String expected) {
        assertEquals(expected, text(ErrorBody.of(REFUSAL).requestId("r-1").json(style)));
    }

    @Test
    void an_error_id_stands_beside_the_request_id() {
        ErrorBody body = ErrorBody.of(500, "INTERNAL_ERROR", "Internal error", "Something went wrong.")
                .errorId("e-1");
        assertEquals(
                "{\"error\":\"Something went wrong.\",\"code\":\"INTERNAL_ERROR\",\"error_id\":\"e-1\"}",
                text(body.json(ErrorStyle.FLAT)));
    }

    @Test
    void the_page_for_browsers_has_no_style_no_script_and_escapes_every_part() {
        ErrorBody body = ErrorBody.of(404, "NOT_FOUND", "<b>", "a & \"b\"")
                .requestId("<i>")
                .errorId("e");
        String page = text(body.html());
        assertFalse(page.contains("<script") || page.contains("style") || page.contains("<b>") || page.contains("<i>"));
        assertEquals(true, page.contains("a &amp; &quot;b&quot;") && page.contains("&lt;i&gt;"));
    }

    @ParameterizedTest
    @EnumSource(ErrorStyle.class)
    void violations_stand_in_every_style_and_on_the_page(ErrorStyle style) {
        Refusal refusal = Refusal.of(RefusalCode.INPUT_INVALID)
                .violations(List.of(new Violation("/title", "TOO_LONG", "At most 5 characters.")))
                .build();
        String list =
                "\"errors\":[{\"pointer\":\"/title\",\"code\":\"TOO_LONG\",\"detail\":\"At most 5 characters.\"}]";
        assertEquals(true, text(ErrorBody.of(refusal).json(style)).contains(list));
        assertEquals(true, text(ErrorBody.of(refusal).html()).contains("<li>/title: At most 5 characters.</li>"));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void every_code_has_an_error_status_and_texts(RefusalCode code) {
        Refusal refusal = Refusal.of(code).build();
        assertEquals(true, refusal.status() >= 400 && refusal.status() <= 599);
        assertFalse(code.title().isBlank() || refusal.detail().isBlank());
        assertFalse(refusal.isAllowed());
    }

    @Test
    void a_refusal_has_an_error_status_and_no_negative_wait() {
        for (int status : new int[] {0, 200, 302, 399, 600}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Refusal.of(RefusalCode.HTTPS_REQUIRED).status(status));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Refusal.of(RefusalCode.SHUTTING_DOWN).retryAfter(Duration.ofNanos(-1)));
    }

    @Test
    void a_header_field_is_checked_when_it_is_made() {
        for (String name : Set.of("", "a b", "a:b", "ä", "a\r", "\u0000")) {
            assertThrows(IllegalArgumentException.class, () -> new ResponseField(name, "x"));
        }
        for (String value : Set.of("a\r\nb", "a\nb", "\u0000", "\u007f", "\u0100")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> new ResponseField("X-A", value));
            assertFalse(String.valueOf(e.getMessage()).contains(value));
        }
        assertEquals("x-a", new ResponseField("X-A", "tab\there é").lowerCaseName());
    }
}
