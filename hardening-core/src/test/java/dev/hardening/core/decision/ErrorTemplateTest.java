package dev.hardening.core.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTemplateTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @ParameterizedTest
    @EnumSource
    void says_what_the_body_says_for_every_code_in_every_style(RefusalCode code) throws IOException {
        List<Refusal> refusals = List.of(
                Refusal.of(code).build(),
                Refusal.of(code)
                        .status(418)
                        .detail("Größe \"request_id\" ≠ \"trace_id\"")
                        .build());
        for (Refusal refusal : refusals) {
            for (ErrorStyle style : ErrorStyle.values()) {
                for (String id : List.of(TRACE, "my.own_id-1", "trace_id")) {
                    assertSame(refusal, style, id);
                }
            }
        }
    }

    private static void assertSame(Refusal refusal, ErrorStyle style, String id) throws IOException {
        ErrorTemplate template = ErrorTemplate.of(refusal, style);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        template.writeTo(out, id, TRACE);

        byte[] body = ErrorBody.of(refusal).requestId(id).traceId(TRACE).json(style);
        assertEquals(new String(body, StandardCharsets.UTF_8), out.toString(StandardCharsets.UTF_8));
        assertEquals(body.length, template.length(id, TRACE));
    }

    @Test
    void an_id_of_visible_ascii_is_plain() {
        assertTrue(ErrorTemplate.isPlain(TRACE));
        assertTrue(ErrorTemplate.isPlain("a.b_c-d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\"b", "a\\b", "a\nb", "é", "a\u007f"})
    void what_json_would_escape_is_not_plain(String id) {
        assertFalse(ErrorTemplate.isPlain(id));
    }
}
