package dev.hardening.examples.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import dev.hardening.core.accesslog.LogFormat;
import dev.hardening.core.accesslog.LogLevel;
import dev.hardening.core.accesslog.LogSettings;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.servlet.support.CutShortException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

class LoggingTest {

    private static final Logger LOG = LoggerFactory.getLogger("test.app");
    private static final String KEY = "kJ8fQ2mZx5Wc7Rt1Yp9Lb3Nv6Sd0Ga4H";

    private final List<Level> counted = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private List<String> lines(LogFormat format, LogLevel level, Runnable work) throws IOException {
        Path file = directory.resolve("logs/app.log");
        Redactor redactor = new Redactor(List.of(Secret.ofUtf8("API_KEY", KEY)));
        Logging.configure(
                LogSettings.builder().format(format).level(level).file(file).build(), redactor::redact, counted::add);
        work.run();
        close();
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
    }

    @Test
    void writes_an_event_with_all_it_holds_as_one_json_line() throws Exception {
        List<String> lines = lines(LogFormat.JSON, LogLevel.INFO, () -> {
            MDC.put("request_id", "r-1");
            LOG.atError()
                    .addKeyValue("path", "/a\n" + KEY)
                    .setCause(new IOException("a\nb " + KEY))
                    .log("failed with {}", KEY);
            MDC.clear();
            LOG.debug("not written");
        });

        assertEquals(1, lines.size());
        assertFalse(lines.get(0).contains(KEY.substring(0, 8)));
        JsonObject line = JsonReader.of(JsonLimits.builder().build())
                .readObject(lines.get(0).getBytes(StandardCharsets.UTF_8));
        assertEquals("ERROR", line.string("level"));
        assertEquals("failed with ***", line.string("message"));
        assertEquals("r-1", line.string("request_id"));
        assertEquals("/a\n***", line.string("path"));
        assertEquals("test.app", line.string("logger"));
        assertTrue(Objects.requireNonNull(line.string("exception")).startsWith("java.io.IOException: a\nb ***\n\tat "));
    }

    @Test
    void writes_text_with_the_level_word() throws Exception {
        List<String> lines = lines(LogFormat.TEXT, LogLevel.WARN, () -> {
            LOG.info("quiet");
            LOG.warn("loud");
        });

        assertEquals(1, lines.size());
        assertTrue(lines.get(0).endsWith("Z WARN  loud logger=test.app"), lines.get(0));
    }

    @Test
    void writes_only_what_is_fatal_at_that_level() throws Exception {
        List<String> lines = lines(LogFormat.JSON, LogLevel.FATAL, () -> {
            LOG.error("an error");
            LOG.error(MarkerFactory.getMarker(JsonLineEncoder.FATAL), "the end");
        });

        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("\"level\":\"ERROR\",\"fatal\":true,\"message\":\"the end\""), lines.get(0));
    }

    @Test
    void counts_the_lines_that_are_written_and_no_others() throws Exception {
        Runnable work = () -> {
            LOG.debug("quiet");
            LOG.info("said");
            LOG.warn("loud");
            LOG.error("an error");
            LOG.error(MarkerFactory.getMarker(JsonLineEncoder.FATAL), "the end");
            // A server's line of what has its own already.
            LoggerFactory.getLogger("org.apache.x").warn("cut", new CutShortException(RefusalCode.BODY_TOO_LARGE));
        };

        assertEquals(4, lines(LogFormat.TEXT, LogLevel.INFO, work).size());
        assertEquals(List.of(Level.INFO, Level.WARN, Level.ERROR, Level.ERROR), counted);
        counted.clear();
        assertEquals(4 + 3, lines(LogFormat.TEXT, LogLevel.WARN, work).size());
        assertEquals(List.of(Level.WARN, Level.ERROR, Level.ERROR), counted);
        counted.clear();
        assertEquals(4 + 3 + 1, lines(LogFormat.TEXT, LogLevel.FATAL, work).size());
        assertEquals(List.of(Level.ERROR), counted);
    }

    @Test
    void refuses_a_file_that_cannot_be_opened() throws Exception {
        Path file = directory.resolve("gone/app.log");
        LogSettings settings = LogSettings.builder().file(file).build();
        Files.writeString(directory.resolve("gone"), "a file where a directory was to be");

        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class, () -> Logging.configure(settings, text -> text, counted::add));

        assertEquals("LOG_FILE", refused.problems().get(0).name());
    }
}
