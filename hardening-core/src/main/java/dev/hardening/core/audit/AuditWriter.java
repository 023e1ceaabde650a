package dev.hardening.core.audit;

import dev.hardening.core.time.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Records wait for it in memory, no more than {@value #CAPACITY} of them; while writing fails
 * it tries again every second. What finds no room is counted, and the number is written as soon as something can be.
 */
final class AuditWriter implements AutoCloseable {

    /** How many records may wait. */
    static final int CAPACITY = 8_192;

    private static final Logger LOG = LoggerFactory.getLogger(Anchors.LOGGER);
    private static final long PAUSE_MS = 1_000;
    private static final long JOIN_MS = 5_000;
    private static final String ACTION = "audit";

    private final AuditSink sink;
    private final Anchors anchors;
    private final AuditChain chain;
    private final AuditSettings settings;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Runnable beforeWork;
    private final @Nullable Thread thread;

    private final Deque<AuditRecord> waiting = new ArrayDeque<>();
    private boolean closed;
    private boolean failing;
    private long written;
    private long dropped;
    private long droppedUntold;
    private @Nullable Instant droppedSince;
    private long failures;

    private volatile long anchored = -1;
    private volatile long anchoredAt;

    /**
     * Writes that the process begins.
     *
     * @param beforeWork called on the writing thread about once a second and before the end
     * @param threaded whether a thread writes, or {@link #work} does when it is called
     * @throws IOException when that cannot be written
     */
    AuditWriter(
            AuditSink sink,
            Anchors anchors,
            AuditSettings settings,
            Ticker ticker,
            InstantSource clock,
            Runnable beforeWork,
            boolean threaded)
            throws IOException {
        this.sink = sink;
        this.anchors = anchors;
        this.settings = settings;
        this.ticker = ticker;
        this.clock = clock;
        this.beforeWork = beforeWork;
        ChainKey key = ChainKey.of(settings.secret());
        this.chain = new AuditChain(key, lastSeal(key.algorithm()));
        AuditChain.Sealed first = chain.begin(own("sys_startup"), sink.isEmpty());
        sink.append(first.line());
        chain.advance(first);
        written = 1;
        anchoredAt = ticker.nanos();
        this.thread = threaded ? new Thread(this::run, "hardening-audit") : null;
        if (thread != null) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** A file has one seal for all its lines, so another one begins another file; so does a line that a crash has cut. */
    private byte[] lastSeal(String algorithm) throws IOException {
        if (!sink.isEmpty() && !sink.isContinuedBy(algorithm)) {
            sink.rotate();
        }
        byte[] line = sink.lastLine();
        AuditLine.Read read = line == null ? null : AuditLine.read(line);
        return read == null ? AuditChain.NOTHING_BEFORE : read.seal();
    }

    private AuditRecord own(String event) {
        return ownBuilder(event).build();
    }

    private AuditRecord.Builder ownBuilder(String event) {
        return AuditRecord.of(event, ACTION).actor(AuditRecord.SYSTEM).time(clock.instant());
    }

    /** Takes a record, or counts it when there is no room. */
    synchronized void offer(AuditRecord record) {
        if (closed || waiting.size() >= CAPACITY) {
            dropped += record.count();
            droppedUntold += record.count();
            if (droppedSince == null) {
                droppedSince = record.time();
            }
            return;
        }
        waiting.add(record);
        if (waiting.size() == 1 && !failing) {
            notifyAll();
        }
    }

    synchronized boolean isFailing() {
        return failing;
    }

    /** Tells whether so many wait that the rest of the room is kept for the calls that are running. */
    synchronized boolean isCrowded() {
        return waiting.size() >= CAPACITY / 2;
    }

    synchronized AuditCounts counts(long aggregated) {
        return new AuditCounts(written, aggregated, dropped, failures, waiting.size(), failing);
    }

    private void run() {
        try {
            while (pause()) {
                work();
            }
            boolean unused = Thread.interrupted(); // which would close the file before its last lines
            finish();
        } finally {
            synchronized (this) {
                failing |= !closed; // an error has ended the thread
            }
        }
    }

    /** Waits for something to do; false when the end has come. To be woken for nothing does no harm. */
    @SuppressWarnings("WaitNotInLoop")
    private synchronized boolean pause() {
        try {
            if (!closed && (waiting.isEmpty() || failing)) {
                wait(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            LOG.warn("The audit trail's thread was interrupted; it goes on", e);
        }
        return !closed;
    }

    /** Writes what waits, as far as it can be written. */
    void work() {
        beforeWork.run();
        while (writeNext()) {
            if (chain.lastNumber() - anchored >= settings.anchorRecords()) {
                anchor();
            }
        }
        if (!isFailing()) {
            tellDropped();
        }
        boolean isDue = ticker.nanos() - anchoredAt >= settings.anchorInterval().toNanos();
        if (isDue && chain.lastNumber() > anchored && !isFailing()) {
            anchor();
        }
    }

    private boolean writeNext() {
        AuditRecord record;
        synchronized (this) {
            record = waiting.peek();
        }
        if (record == null || !write(record)) {
            return false;
        }
        synchronized (this) {
            return waiting.poll() != null;
        }
    }

    private boolean write(AuditRecord record) {
        try {
            append(record);
        } catch (IOException | RuntimeException e) {
            failed(e);
            return false;
        }
        synchronized (this) {
            written++;
            if (failing) {
                failing = false;
                LOG.info("The audit trail is written again");
            }
        }
        return true;
    }

    private void append(AuditRecord record) throws IOException {
        AuditChain.Sealed line = chain.seal(record);
        if (sink.isFullFor(line.line().length)) {
            sink.force();
            sink.rotate();
        }
        if (sink.isEmpty()) {
            AuditChain.Sealed head = chain.begin(own("sys_audit_continued"), true);
            sink.append(head.line());
            chain.advance(head);
            synchronized (this) {
                written++;
            }
            line = chain.seal(record);
        }
        sink.append(line.line());
        chain.advance(line);
    }

    private synchronized void failed(Exception cause) {
        failures++;
        if (!failing) {
            failing = true;
            LOG.warn("The audit trail cannot be written; what happens waits in memory", cause);
        }
    }

    private void tellDropped() {
        long untold;
        Instant since;
        synchronized (this) {
            untold = droppedUntold;
            since = droppedSince;
        }
        if (untold == 0 || since == null) {
            return;
        }
        AuditRecord told = ownBuilder("sys_audit_dropped")
                .result(AuditResult.FAILURE)
                .detail("records that found no room while nothing could be written")
                .standsFor(untold, since)
                .build();
        if (write(told)) {
            synchronized (this) {
                droppedUntold -= untold;
                droppedSince = droppedUntold == 0 ? null : clock.instant();
            }
        }
    }

    private void anchor() {
        anchored = chain.lastNumber();
        anchoredAt = ticker.nanos();
        try {
            sink.force();
        } catch (IOException e) {
            failed(e);
        }
        anchors.set(clock.instant(), chain);
    }

    private void finish() {
        work();
        boolean ended = !isFailing() && write(own("sys_shutdown"));
        synchronized (this) {
            if (!ended || !waiting.isEmpty() || droppedUntold > 0) {
                LOG.error("{} records of the audit trail were not written", waiting.size() + droppedUntold);
            }
        }
        if (ended) {
            anchor();
        }
        try {
            sink.close();
        } catch (IOException e) {
            LOG.warn("The audit trail did not close", e);
        }
    }

    /** Writes what waits and that the process ends, within five seconds. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        Thread writing = thread;
        if (writing == null) {
            finish();
            return;
        }
        try {
            writing.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writing.isAlive()) {
            LOG.error("The audit trail is still being written, and is left to that");
        }
    }
}
