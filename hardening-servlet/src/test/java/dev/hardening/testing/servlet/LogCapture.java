package dev.hardening.testing.servlet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Hears what the loggers of one name and below write while it is open, and keeps it away from the console. A line may be
 * written after its answer has arrived, so a test says how many it waits for.
 */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final Logger logger;
    private final List<ILoggingEvent> events = new ArrayList<>();

    private LogCapture(Logger logger) {
        this.logger = logger;
    }

    /** Hears INFO and above. */
    public static LogCapture of(String name) {
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        LogCapture capture = new LogCapture(logger);
        capture.setContext(logger.getLoggerContext());
        capture.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(capture);
        return capture;
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        synchronized (events) {
            events.add(event);
            events.notifyAll();
        }
    }

    /**
     * Waits until this many events of that kind are there and returns all of that kind.
     *
     * @throws AssertionError when they do not come
     */
    public List<ILoggingEvent> await(int count, Predicate<ILoggingEvent> kind) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        synchronized (events) {
            while (true) {
                List<ILoggingEvent> found = events.stream().filter(kind).toList();
                long left = end - System.nanoTime();
                if (found.size() >= count) {
                    return found;
                }
                if (left <= 0) {
                    throw new AssertionError("waited for " + count + " lines but have only " + events);
                }
                TimeUnit.NANOSECONDS.timedWait(events, left);
            }
        }
    }

    /** Returns all events so far. */
    public List<ILoggingEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** Returns the value of a key-value pair of the event, or null. */
    public static @Nullable Object value(ILoggingEvent event, String key) {
        List<KeyValuePair> pairs = Objects.requireNonNullElse(event.getKeyValuePairs(), List.of());
        return pairs.stream()
                .filter(pair -> pair.key.equals(key))
                .map(pair -> pair.value)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
        logger.setLevel(null);
        stop();
    }
}
