package dev.hardening.core.tracing;

import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.event.SpanListener;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.reading.Readings;
import dev.hardening.core.time.Ticker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to a collector, by {@code POST <endpoint>/v1/traces}. 2048 spans wait at most, 512 are sent at once, and none
 * waits longer than a second for others. A collector that hangs, fails or is not there costs the spans that it does not
 * take, and no request anything: they are counted, and a warning a minute tells how many. The one thread, a daemon,
 * begins with the first span and ends with {@link #close()}. Safe for use by many threads.
 */
public final class OtlpExporter implements SpanListener, Readings, AutoCloseable {

    static final int MOST = 2048;
    static final int BATCH = 512;
    static final Duration DELAY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(OtlpExporter.class);
    private static final long BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);
    static final Duration LAST_FLUSH = Duration.ofSeconds(2);
    private static final Duration LAST_BREATH = Duration.ofSeconds(1);

    private final SpanSender sender;
    private final OtlpJson json;
    private final SpanQueue queue;
    private final Duration lastFlush;
    private final Ticker ticker;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile @Nullable Thread thread;
    private volatile boolean abandoned;
    private long warned;
    private long warnedOf;

    OtlpExporter(SpanSender sender, String service, SpanQueue queue, Duration lastFlush, Ticker ticker) {
        this.sender = sender;
        this.json = new OtlpJson(service);
        this.queue = queue;
        this.lastFlush = lastFlush;
        this.ticker = ticker;
        this.warned = ticker.nanos() - BETWEEN_WARNINGS;
    }

    /**
     * Returns an exporter; nothing is connected before the first span.
     *
     * @throws IllegalStateException when the settings name no endpoint
     */
    public static OtlpExporter of(TracingSettings settings, Ticker ticker) {
        URI address = settings.address()
                .orElseThrow(() -> new IllegalStateException("no endpoint is set; ask isOn() before"));
        return new OtlpExporter(
                new OtlpPost(address, settings.fields()),
                settings.serviceName(),
                new SpanQueue(MOST, BATCH, DELAY, ticker),
                LAST_FLUSH,
                ticker);
    }

    @Override
    public void finished(FinishedSpan span) {
        queue.offer(span);
        if (thread == null) {
            start();
        }
    }

    private synchronized void start() {
        if (thread != null || abandoned) {
            return;
        }
        try {
            // Without inherited thread locals, which would keep an undeployed application in memory.
            Thread starting = new Thread(null, this::run, "hardening-otlp", 0, false);
            starting.setDaemon(true);
            starting.start();
            thread = starting;
        } catch (OutOfMemoryError e) {
            LOG.error("There is no thread to send spans", e);
        }
    }

    private void run() {
        List<FinishedSpan> spans = queue.take();
        while (!spans.isEmpty()) {
            send(spans);
            spans = abandoned ? List.of() : queue.take();
        }
    }

    private void send(List<FinishedSpan> spans) {
        try {
            sender.send(json.write(spans));
            sent.addAndGet(spans.size());
            warn("the last ones were sent");
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) { // one error, of a class that is not there, say, must not end the thread
            refused.addAndGet(spans.size());
            // What a server or the JDK says may repeat anything, so only the kind of it goes into the log's own line.
            LOG.debug("Spans were not taken", e);
            warn(e.getClass().getSimpleName());
        }
    }

    /** Tells of losses at most once a minute, however long they go on. */
    private void warn(String state) {
        long all = lost();
        long now = ticker.nanos();
        if (all > warnedOf && now - warned >= BETWEEN_WARNINGS) {
            LOG.warn(
                    "{} spans of requests were lost, {} of them since the last warning; {}",
                    all,
                    all - warnedOf,
                    state);
            warned = now;
            warnedOf = all;
        }
    }

    /** Returns how many spans the collector has taken. */
    public long sent() {
        return sent.get();
    }

    /** Returns how many spans were lost, because too many came at once or the collector did not take them. */
    public long lost() {
        return queue.lost() + refused.get();
    }

    /** Returns the spans by what became of them; those that wait are not among them. */
    @Override
    public List<Reading> readings() {
        return List.of(spans("sent", sent::get), spans("dropped", queue::lost), spans("failed", refused::get));
    }

    private static Reading spans(String outcome, LongSupplier count) {
        return Reading.counter(
                        "trace_spans_total",
                        "Spans by outcome; dropped found no room, failed were not taken by the collector.",
                        count)
                .labelled(Map.of("outcome", outcome));
    }

    /** Sends what waits, for two seconds, and ends the thread, within another one unless a name server holds it. */
    @Override
    public void close() {
        queue.close();
        Thread ending;
        synchronized (this) {
            ending = thread;
            if (ending == null) {
                abandoned = true;
                return;
            }
        }
        join(ending, lastFlush);
        abandoned = true;
        if (ending.isAlive()) {
            queue.clear();
            sender.abandon();
            join(ending, LAST_BREATH);
        }
    }

    private static void join(Thread ending, Duration most) {
        try {
            ending.join(most.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
