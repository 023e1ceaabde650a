package dev.hardening.core.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.ErrorIds;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.RefusalSource;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorMappingTest {

    private static final ErrorMapping STANDARD =
            ErrorMapping.of(ErrorSettings.builder().build());

    static List<Throwable> failures() {
        return List.of(
                new RuntimeException("a"),
                new IOException("a"),
                new EOFException("of a file of the application"),
                new AssertionError("a"),
                new StackOverflowError(),
                new OutOfMemoryError("a"),
                new UncheckedIOException(new IOException("a")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void answers_everything_unknown_with_500(Throwable failure) {
        assertEquals(500, STANDARD.status(failure));
    }

    private static final class Refused extends RuntimeException implements RefusalSource {
        private static final long serialVersionUID = 1L;

        @Override
        public Refusal refusal() {
            return Refusal.of(RefusalCode.OVERLOADED).build();
        }
    }

    @Test
    void finds_what_says_by_itself_how_to_answer_alone_and_wrapped() {
        Refused refused = new Refused();
        List<Throwable> wrapped = List.of(
                refused,
                new CompletionException(refused),
                new ExecutionException(refused),
                new CompletionException(new ExecutionException(refused)));
        for (Throwable thrown : wrapped) {
            assertSame(refused, STANDARD.refusalSource(thrown), thrown.toString());
            assertEquals(503, STANDARD.status(thrown));
        }
        assertNull(STANDARD.refusalSource(new IllegalStateException(refused)), "a cause elsewhere");
        assertNull(STANDARD.refusalSource(new IOException("a")));
    }

    @Test
    void a_status_that_the_settings_name_comes_before_what_an_exception_says() {
        ErrorMapping named = ErrorMapping.of(
                ErrorSettings.builder().status(Refused.class, 502).build());
        assertNull(named.refusalSource(new CompletionException(new Refused())));
        assertEquals(502, named.status(new CompletionException(new Refused())));
    }

    @Test
    void tells_a_slow_client_from_a_slow_connection_to_somewhere_else() {
        StackTraceElement rethrow = new StackTraceElement("org.eclipse.jetty.util.IO", "rethrow", "IO.java", 1);
        StackTraceElement input =
                new StackTraceElement("org.eclipse.jetty.ee10.servlet.HttpInput", "read", "HttpInput.java", 1);
        StackTraceElement application = new StackTraceElement("org.example.App", "call", "App.java", 1);
        IOException timeout = new IOException(new TimeoutException("Idle timeout expired: 30000/30000 ms"));

        timeout.setStackTrace(new StackTraceElement[] {rethrow, input, application});
        assertEquals(408, STANDARD.status(timeout));
        assertEquals(408, STANDARD.status(new UncheckedIOException(timeout)));

        timeout.setStackTrace(new StackTraceElement[] {rethrow, application, application, application, input});
        assertEquals(500, STANDARD.status(timeout));
        IOException other = new IOException(new IllegalStateException());
        other.setStackTrace(new StackTraceElement[] {rethrow, input});
        assertEquals(500, STANDARD.status(other));
    }

    @Test
    void answers_400_where_undertow_has_read_a_broken_body() {
        StackTraceElement conduit =
                new StackTraceElement("io.undertow.conduits.FixedLengthStreamSourceConduit", "exitRead", "F.java", 1);
        StackTraceElement sink =
                new StackTraceElement("io.undertow.conduits.FixedLengthStreamSinkConduit", "write", "F.java", 1);
        IOException broken = new IOException("closed");
        broken.setStackTrace(new StackTraceElement[] {conduit, sink});
        assertEquals(400, STANDARD.status(broken));
        assertEquals(400, STANDARD.status(new UncheckedIOException(broken)));
        broken.setStackTrace(new StackTraceElement[] {sink, conduit});
        assertEquals(500, STANDARD.status(broken));
        broken.setStackTrace(new StackTraceElement[0]);
        assertEquals(500, STANDARD.status(broken));
    }

    private static class Missing extends NoSuchElementException {
        private static final long serialVersionUID = 1L;
    }

    private static final class StillMissing extends Missing {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void answers_an_exception_of_the_application_by_its_nearest_class() {
        ErrorMapping mapping = ErrorMapping.of(ErrorSettings.builder()
                .status(RuntimeException.class, 422)
                .status(Missing.class, 404)
                .build());

        assertEquals(404, mapping.status(new Missing()));
        assertEquals(404, mapping.status(new StillMissing()));
        assertEquals(422, mapping.status(new NoSuchElementException()));
        assertEquals(500, mapping.status(new IOException()));
    }

    @Test
    void looks_through_wrappers_only() {
        ErrorMapping mapping = ErrorMapping.of(
                ErrorSettings.builder().status(Missing.class, 404).build());

        assertEquals(404, mapping.status(new ExecutionException(new CompletionException(new Missing()))));
        assertEquals(500, mapping.status(new IllegalStateException(new Missing())));
    }

    @Test
    void ends_in_a_cycle_of_wrappers() {
        CompletionException first = new Wrapper();
        CompletionException second = new CompletionException(first);
        first.initCause(second);

        assertEquals(500, STANDARD.status(second));
    }

    private static final class Wrapper extends CompletionException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void lets_only_the_virtual_machine_s_own_failures_go_on() {
        assertTrue(ErrorMapping.isFatal(new OutOfMemoryError()));
        assertTrue(ErrorMapping.isFatal(new InternalError()));
        assertFalse(ErrorMapping.isFatal(new StackOverflowError()));
        assertFalse(ErrorMapping.isFatal(new AssertionError()));
        assertFalse(ErrorMapping.isFatal(new RuntimeException()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 302, 399, 600})
    void refuses_a_status_that_is_no_error(int status) {
        ErrorSettings.Builder builder = ErrorSettings.builder();

        assertThrows(InvalidSettingsException.class, () -> builder.status(IOException.class, status));
    }

    @Test
    void reads_style_and_pages() {
        SettingReader reader = SettingReader.of(
                SettingSource.environment(Map.of("ERROR_STYLE", "Nested", "ERROR_PAGES", "container")));

        ErrorSettings settings = ErrorSettings.read(reader);

        assertEquals(ErrorStyle.NESTED, settings.style().orElseThrow());
        assertEquals(ErrorPages.CONTAINER, settings.pages());
        assertEquals(
                "failures are answered by fixed texts in the style nested; error pages are the application's own",
                settings.summary());
        assertTrue(reader.finish().problems().isEmpty());
    }

    @Test
    void refuses_unknown_words_and_goes_on_with_the_defaults() {
        SettingReader reader =
                SettingReader.of(SettingSource.environment(Map.of("ERROR_STYLE", "xml", "ERROR_PAGES", "mine")));

        ErrorSettings settings = ErrorSettings.read(reader);

        assertTrue(settings.style().isEmpty());
        assertEquals(ErrorPages.OWN, settings.pages());
        assertEquals(
                List.of(ProblemCode.UNKNOWN_WORD, ProblemCode.UNKNOWN_WORD),
                reader.finish().refusals().stream().map(p -> p.code()).toList());
        assertEquals("failures are answered by fixed texts", settings.summary());
    }

    @Test
    void has_a_text_for_every_status() {
        for (int status = 400; status < 600; status++) {
            assertEquals(status, ErrorTexts.body(status).status());
            assertTrue(ErrorTexts.body(status).code().matches("[A-Z]+(_[A-Z]+)*"));
        }
        assertEquals("NOT_FOUND", ErrorTexts.body(404).code());
        assertEquals("METHOD_NOT_ALLOWED", ErrorTexts.body(405).code());
        assertEquals("INTERNAL_ERROR", ErrorTexts.body(500).code());
        assertEquals("INTERNAL_ERROR", ErrorTexts.body(599).code());
        assertEquals("REQUEST_FAILED", ErrorTexts.body(418).code());
        assertEquals("REQUEST_TIMEOUT", ErrorTexts.timeout().code());
        assertEquals(503, ErrorTexts.timeout().status());
    }

    @ParameterizedTest
    @EnumSource
    void carries_the_code_and_the_ids_in_every_style(ErrorStyle style) {
        String body =
                new String(ErrorTexts.body(500).requestId("r-1").errorId("00ff").json(style), StandardCharsets.UTF_8);

        assertTrue(body.contains("\"code\":\"INTERNAL_ERROR\""), body);
        assertTrue(body.contains("\"request_id\":\"r-1\""), body);
        assertTrue(body.contains("\"error_id\":\"00ff\""), body);
    }

    @Test
    void makes_ids_of_16_hex_digits_that_do_not_repeat() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = ErrorIds.next();
            assertTrue(id.matches("[0-9a-f]{16}"), id);
            assertTrue(ids.add(id));
        }
    }
}
