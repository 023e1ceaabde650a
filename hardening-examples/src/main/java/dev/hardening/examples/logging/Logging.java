package dev.hardening.examples.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.hardening.core.accesslog.LogLevel;
import dev.hardening.core.accesslog.LogLine;
import dev.hardening.core.accesslog.LogSettings;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.servlet.support.CutShortException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/** Sets Logback up from settings, without a file of its own: lines to standard output and, if asked, to a file. */
public final class Logging {

    private Logging() {}

    /**
     * Replaces whatever Logback was set up to do.
     *
     * @param redaction masks the secrets in a text, such as {@code redactor::redact}
     * @param counter is told the level of each line, such as {@code metrics::logged}
     * @throws InvalidSettingsException when the file for the copy cannot be opened
     */
    public static void configure(
            LogSettings settings, UnaryOperator<String> redaction, Consumer<org.slf4j.event.Level> counter) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        LogLine line = LogLine.of(settings.format(), redaction);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(
                settings.level() == LogLevel.FATAL
                        ? Level.ERROR
                        : Level.valueOf(settings.level().name()));
        root.addAppender(started(new ConsoleAppender<>(), settings, line, context));
        root.addAppender(started(new LineCounter(counter), settings, context));
        if (root.getLevel() == Level.INFO) {
            // What a server says of its own start helps nobody who runs the app.
            context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        }
        if (root.getLevel().isGreaterOrEqual(Level.INFO)) {
            // They repeat what a client sent wrong, as often as it does; the refusal has a line of its own.
            context.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
            context.getLogger("org.eclipse.jetty.http.HttpParser").setLevel(Level.ERROR);
        }
        settings.file().ifPresent(file -> root.addAppender(copyTo(file, settings, line, context)));
    }

    private static FileAppender<ILoggingEvent> copyTo(
            Path file, LogSettings settings, LogLine line, LoggerContext context) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toAbsolutePath().toString());
        started(appender, settings, line, context);
        if (!appender.isStarted()) {
            throw new InvalidSettingsException(Problem.refuse(
                    ProblemCode.FILE_UNUSABLE,
                    LogSettings.FILE.name(),
                    "names a file that cannot be opened",
                    "name a file in a directory that this process may write"));
        }
        return appender;
    }

    private static <A extends OutputStreamAppender<ILoggingEvent>> A started(
            A appender, LogSettings settings, LogLine line, LoggerContext context) {
        JsonLineEncoder encoder = new JsonLineEncoder(line);
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        return started(appender, settings, context);
    }

    private static <A extends Appender<ILoggingEvent>> A started(
            A appender, LogSettings settings, LoggerContext context) {
        appender.setContext(context);
        if (settings.level() == LogLevel.FATAL) {
            appender.addFilter(new FatalOnly());
        }
        appender.addFilter(new NoRepeats());
        appender.start();
        return appender;
    }

    /** A server tells of every request that was cut short, which has its lines already: the refusal and the access. */
    private static final class NoRepeats extends Filter<ILoggingEvent> {
        private static final String CUT_SHORT = CutShortException.class.getName();

        @Override
        public FilterReply decide(ILoggingEvent event) {
            String logger = event.getLoggerName();
            boolean server = logger.startsWith("org.eclipse.jetty.") || logger.startsWith("org.apache.");
            return server && isCutShort(event) ? FilterReply.DENY : FilterReply.NEUTRAL;
        }

        private static boolean isCutShort(ILoggingEvent event) {
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null) {
                return thrown.getClassName().equals(CUT_SHORT);
            }
            Object[] told = event.getArgumentArray();
            return told != null
                    && told.length > 0
                    && String.valueOf(told[told.length - 1]).startsWith(CUT_SHORT);
        }
    }

    /** SLF4J has no level above ERROR; a marker stands for it. */
    private static final class FatalOnly extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return JsonLineEncoder.isFatal(event) ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }
}
