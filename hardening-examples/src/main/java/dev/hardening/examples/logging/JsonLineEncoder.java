package dev.hardening.examples.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.hardening.core.accesslog.LogEvent;
import dev.hardening.core.accesslog.LogLevel;
import dev.hardening.core.accesslog.LogLine;
import java.nio.charset.StandardCharsets;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** Writes Logback's events as lines of {@link LogLine}, JSON or text as that says. */
public final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

    /** The name of the marker that makes an error a fatal one. */
    public static final String FATAL = "FATAL";

    private static final byte[] NOTHING = {};

    private final LogLine line;

    /** Makes an encoder for lines of the given form. */
    public JsonLineEncoder(LogLine line) {
        this.line = line;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        LogEvent.Builder builder = LogEvent.at(event.getInstant(), levelOf(event))
                .logger(event.getLoggerName())
                .message(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                builder.field(pair.key, pair.value);
            }
        }
        builder.fields(event.getMDCPropertyMap());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown instanceof ThrowableProxy proxy) {
            builder.thrown(proxy.getThrowable());
        } else if (thrown != null) {
            builder.field("thrown", thrown.getClassName());
        }
        return (line.format(builder.build()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static boolean isFatal(ILoggingEvent event) {
        return event.getMarkerList() != null
                && event.getMarkerList().stream().map(Marker::getName).anyMatch(FATAL::equals);
    }

    private static LogLevel levelOf(ILoggingEvent event) {
        LogLevel level = LogLevel.valueOf(event.getLevel().toString());
        return level == LogLevel.ERROR && isFatal(event) ? LogLevel.FATAL : level;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
