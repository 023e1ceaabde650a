package dev.hardening.core.audit;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.reading.Readings;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes records in, keeps the newest in memory, and has them written. It listens to security events, and is given the
 * records of calls; an event that is {@linkplain SecurityEvent#isPartOfCall part of a call} is told by that one. Texts are
 * redacted, addresses are cut if that is asked for, and alike refusals beyond a number are counted. Taking a record waits
 * for no disk. Safe for use by many threads.
 */
public final class AuditTrail implements SecurityEventListener, Readings, AutoCloseable {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int NETWORK_BYTES_V4 = 3;
    private static final int NETWORK_BYTES_V6 = 6;

    private final AuditSettings settings;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Redactor redactor;
    private final AuditRing ring;
    private final FloodGate gate;
    private final @Nullable AuditWriter writer;
    private long taken;
    private long tickedAt;

    private AuditTrail(
            AuditSettings settings,
            Ticker ticker,
            InstantSource clock,
            Redactor redactor,
            @Nullable AuditSink sink,
            boolean threaded)
            throws IOException {
        this.settings = settings;
        this.ticker = ticker;
        this.clock = clock;
        this.redactor = redactor;
        this.ring = new AuditRing(settings.ringSize());
        this.gate = new FloodGate(ticker, settings.floodRecords());
        this.tickedAt = ticker.nanos();
        this.writer = sink == null
                ? null
                : new AuditWriter(
                        sink,
                        new Anchors(settings.anchorFile().orElse(null)),
                        settings,
                        ticker,
                        clock,
                        this::tellHeld,
                        threaded);
    }

    /**
     * Opens the trail; where no file is named it is in memory only.
     *
     * @param redactor what masks secrets; the one of the application's logs
     * @throws IOException when the file cannot be written, is written by another process, or holds something else
     */
    public static AuditTrail open(AuditSettings settings, Ticker ticker, InstantSource clock, Redactor redactor)
            throws IOException {
        Path file = settings.file().orElse(null);
        if (file == null) {
            return new AuditTrail(settings, ticker, clock, redactor, null, false);
        }
        AuditSink sink = new AuditFile(file, settings.maxBytes(), settings.maxFiles());
        try {
            return new AuditTrail(settings, ticker, clock, redactor, sink, true);
        } catch (IOException | RuntimeException e) {
            sink.close();
            throw e;
        }
    }

    /** Opens a trail to a sink; one without a thread writes when {@link #work} is called. */
    static AuditTrail to(AuditSink sink, AuditSettings settings, Ticker ticker, InstantSource clock, boolean threaded)
            throws IOException {
        return new AuditTrail(settings, ticker, clock, new Redactor(), sink, threaded);
    }

    /** Does what the thread does, where there is none. */
    void work() {
        AuditWriter own = writer;
        if (own != null) {
            own.work();
        }
    }

    /** Returns the settings. */
    public AuditSettings settings() {
        return settings;
    }

    /** Records an event, unless the record of a call tells it. */
    @Override
    public void on(SecurityEvent event) {
        if (event.isPartOfCall()) {
            return;
        }
        String method = event.method();
        String route = event.route();
        AuditResult result = event.isShadow() ? AuditResult.SUCCESS : AuditVocabulary.result(event);
        record(AuditRecord.of(AuditVocabulary.name(event), AuditActions.of(method, route))
                .actor(method == null && event.subject() == null ? AuditRecord.SYSTEM : event.subject())
                .credential(event.credential())
                .result(result)
                .reason(event.code() == null ? null : event.code().name())
                .detail(event.detail())
                .requestId(event.requestId())
                .tenant(event.tenant())
                .route(route)
                .client(event.client())
                .shadow(event.isShadow())
                .build());
    }

    /** Takes a record in. One without a time gets that of now. */
    public void record(AuditRecord record) {
        if (writer == null) {
            tellHeldNowAndThen();
        }
        Instant time = record.time().equals(Instant.EPOCH) ? clock.instant() : record.time();
        if (gate.passes(record, time)) {
            take(record, time);
        }
    }

    private void take(AuditRecord found, Instant time) {
        AuditRecord record = clean(found, time);
        ring.add(record);
        AuditWriter own = writer;
        if (own != null) {
            own.offer(record);
        } else {
            synchronized (this) {
                taken++;
            }
        }
    }

    private void tellHeld() {
        tellHeld(false);
    }

    private void tellHeld(boolean atOnce) {
        Instant now = clock.instant();
        gate.due(atOnce).forEach(record -> take(record, record.time().equals(Instant.EPOCH) ? now : record.time()));
    }

    private void tellHeldNowAndThen() {
        synchronized (this) {
            if (ticker.nanos() - tickedAt < SECOND) {
                return;
            }
            tickedAt = ticker.nanos();
        }
        tellHeld();
    }

    private AuditRecord clean(AuditRecord record, Instant time) {
        AuditRecord.Builder clean = record.toBuilder()
                .time(time)
                .action(redactor.redact(record.action()))
                .actor(redactor.redact(record.actor()))
                .detail(redactor.redact(record.detail()))
                .reason(redacted(record.reason()))
                .tenant(redacted(record.tenant()))
                .withoutFields();
        for (Map.Entry<String, String> field : record.fields().entrySet()) {
            clean.field(redactor.redact(field.getKey()), redactor.redact(field.getValue()));
        }
        IpAddress client = record.client();
        if (client != null && settings.truncateAddresses()) {
            byte[] bytes = client.toBytes();
            Arrays.fill(bytes, client.isV4() ? NETWORK_BYTES_V4 : NETWORK_BYTES_V6, bytes.length, (byte) 0);
            clean.client(IpAddress.ofBytes(bytes));
        }
        return clean.build();
    }

    private @Nullable String redacted(@Nullable String text) {
        return text == null ? null : redactor.redact(text);
    }

    /** Returns the newest records that the query asks for, the newest first, from memory: none from before the start. */
    public List<AuditRecord> newest(AuditQuery query) {
        return ring.newest(query);
    }

    /** Tells whether calls are to be refused now, because their records could not be written. */
    public boolean isBlocking() {
        AuditWriter own = writer;
        return own != null
                && settings.failurePolicy() == AuditFailurePolicy.BLOCK
                && (own.isFailing() || own.isCrowded());
    }

    /** Returns what became of the records so far. */
    public AuditCounts counts() {
        AuditWriter own = writer;
        if (own != null) {
            return own.counts(gate.heldInAll());
        }
        synchronized (this) {
            return new AuditCounts(taken, gate.heldInAll(), 0, 0, 0, false);
        }
    }

    /** Returns {@link #counts} as readings: records by outcome, failures to write, and what waits. */
    @Override
    public List<Reading> readings() {
        return AuditReadings.of(this);
    }

    /**
     * Checks whether the trail is written, in the form of a health check: {@code Health.builder().nonCritical("audit",
     * trail::check)}.
     *
     * @return null
     * @throws IOException when it is not
     */
    public @Nullable String check() throws IOException {
        if (counts().failing()) {
            throw new IOException("the audit trail cannot be written");
        }
        return null;
    }

    /** Writes what waits, and that the process ends. What happens afterwards is not recorded. */
    @Override
    public void close() {
        AuditWriter own = writer;
        if (own != null) {
            tellHeld(true);
            own.close();
        }
    }
}
