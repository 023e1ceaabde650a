package dev.hardening.core.accesslog;

import dev.hardening.core.json.JsonText;
import dev.hardening.core.json.JsonWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Formats one event as exactly one line, whatever the application or a client put into it.
 *
 * <ul>
 *   <li>Line breaks, control characters, U+2028, U+2029 and marks that reorder text are escaped.
 *   <li>Everything passes the redaction, the text of exceptions included, before it is cut to a length.
 *   <li>An exception with its stack and causes stands inside the line, at most 32768 characters of it; other values
 *       have at most 4096.
 *   <li>The word {@code ERROR} stands in the lines of errors and in no other (guide row C-61), so a client that asks
 *       for {@code /ERROR} cannot raise an alarm: where such a text stands in another line its first letter is written
 *       as the escape of U+0045, which in JSON is the same text.
 * </ul>
 *
 * <p>Immutable and safe for use by many threads. It never throws because of what an event holds.
 */
public final class LogLine {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final List<String> FIRST = List.of("request_id", "tenant_id", "trace_id", "error_id");
    private static final String ALARM = "ERROR";

    private final LogFormat format;
    private final SafeText safe;

    private LogLine(LogFormat format, UnaryOperator<String> redaction) {
        this.format = Objects.requireNonNull(format, "format");
        this.safe = new SafeText(Objects.requireNonNull(redaction, "redaction"));
    }

    /**
     * Returns a formatter.
     *
     * @param redaction masks the secrets in a text and returns the rest unchanged
     */
    public static LogLine of(LogFormat format, UnaryOperator<String> redaction) {
        return new LogLine(format, redaction);
    }

    /** Returns the line, without a line break at its end. */
    public String format(LogEvent event) {
        StringBuilder line = new StringBuilder(256);
        if (format == LogFormat.JSON) {
            json(event, line);
        } else {
            text(event, line);
        }
        if (!event.level().isError()) {
            disarm(line);
        }
        return line.toString();
    }

    private void json(LogEvent event, StringBuilder line) {
        JsonWriter json = JsonWriter.to(line).beginObject();
        json.name("timestamp").value(TIME.format(event.timestamp()));
        json.name("level").value(event.level().word());
        if (event.level() == LogLevel.FATAL) {
            json.name("fatal").value(true);
        }
        json.name("message").value(safe.of(Objects.requireNonNullElse(event.message(), "")));
        Map<String, Object> fields = event.fields();
        for (String name : FIRST) {
            Object value = fields.get(name);
            if (value != null) {
                json.name(name).value(safe.of(value));
            }
        }
        int others = 0;
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            String name = field.getKey();
            others++;
            if (!FIRST.contains(name)) {
                String written = safe.of(name);
                // Two names with secrets in them look the same once masked, and a repeated name is no JSON to some.
                member(json.name(written.equals(name) ? name : written + "_" + others), name, field.getValue());
            }
        }
        if (event.logger() != null) {
            json.name("logger").value(safe.of(event.logger()));
        }
        if (event.thrown() != null) {
            json.name("exception").value(ExceptionText.of(event.thrown(), safe));
        }
        json.endObject();
    }

    private void member(JsonWriter json, String name, Object value) {
        if (value instanceof Long || value instanceof Integer) {
            json.value(((Number) value).longValue());
        } else if (value instanceof Double number) {
            json.value(number.doubleValue());
        } else if (value instanceof Boolean bool) {
            json.value(bool);
        } else {
            json.value(safe.field(name, value));
        }
    }

    private void text(LogEvent event, StringBuilder line) {
        line.append(TIME.format(event.timestamp())).append(' ');
        line.append(event.level().word()).append(event.level().word().length() < 5 ? "  " : " ");
        SafeText.bare(safe.of(Objects.requireNonNullElse(event.message(), "")), line);
        if (event.level() == LogLevel.FATAL) {
            line.append(" fatal=true");
        }
        event.fields().forEach((name, value) -> pair(safe.of(name), safe.field(name, value), line));
        if (event.logger() != null) {
            pair("logger", safe.of(event.logger()), line);
        }
        if (event.thrown() != null) {
            pair("exception", ExceptionText.of(event.thrown(), safe), line);
        }
    }

    private static void pair(String name, String value, StringBuilder line) {
        line.append(' ');
        word(name, line);
        line.append('=');
        word(value, line);
    }

    /** A word that could be taken for more than one is quoted. */
    private static void word(String text, StringBuilder line) {
        boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '=');
        if (plain) {
            line.append(text);
        } else {
            JsonText.quote(text, line);
        }
    }

    private static void disarm(StringBuilder line) {
        for (int at = line.indexOf(ALARM); at >= 0; at = line.indexOf(ALARM, at)) {
            line.replace(at, at + 1, "\\u0045");
        }
    }
}
