package dev.hardening.core.headers;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonValue;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes in violation reports, of {@code report-uri} (CSP level 3 section 5.4) and of {@code report-to} (Reporting API),
 * and tells a listener about each kind once an hour. Anybody may send reports, so everything is bounded: the size of a
 * delivery, the deliveries in a minute, the reports taken from one, and the kinds remembered. Safe for use by many threads.
 */
public final class ReportCollector {

    /** How many kinds of violation are remembered; the one that is oldest makes room. */
    static final int REMEMBERED = 1_024;

    /** How many reports of one delivery are looked at. */
    static final int PER_DELIVERY = 20;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private static final Refusal WRONG_TYPE =
            Refusal.of(RefusalCode.REPORT_TYPE_UNSUPPORTED).build();
    private static final Refusal TOO_LARGE =
            Refusal.of(RefusalCode.REPORT_TOO_LARGE).build();
    private static final Refusal MALFORMED =
            Refusal.of(RefusalCode.REPORT_MALFORMED).build();

    private final ReportSettings settings;
    private final ViolationListener listener;
    private final Ticker ticker;
    private final JsonReader json;
    private final Map<ViolationReport, Long> seen = new LinkedHashMap<>();
    private long minuteStart;
    private int admitted;

    /** Makes a collector. */
    public ReportCollector(ReportSettings settings, ViolationListener listener, Ticker ticker) {
        this.settings = settings;
        this.listener = Objects.requireNonNull(listener, "listener");
        this.ticker = ticker;
        this.json = JsonReader.of(
                JsonLimits.builder().maxBytes(settings.maxBytes()).maxDepth(8).build());
        this.minuteStart = ticker.nanos();
    }

    /** Returns the settings. */
    public ReportSettings settings() {
        return settings;
    }

    /**
     * Decides before the body is read; a delivery that is allowed counts.
     *
     * @param contentType the media type with its parameters, or null
     * @param contentEncoding the coding of the body, or null
     * @param length the length that the client declares, negative when it does not
     * @return allowed, or a refusal with status 415, 413 or 429
     */
    public Decision admit(@Nullable String contentType, @Nullable String contentEncoding, long length) {
        if (!isReport(contentType) || (contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity"))) {
            return WRONG_TYPE;
        }
        if (length > settings.maxBytes()) {
            return TOO_LARGE;
        }
        return count();
    }

    private synchronized Decision count() {
        long now = ticker.nanos();
        if (now - minuteStart >= MINUTE) {
            minuteStart = now;
            admitted = 0;
        }
        if (admitted >= settings.perMinute()) {
            return Refusal.of(RefusalCode.RATE_LIMIT_EXCEEDED)
                    .retryAfter(Duration.ofNanos(minuteStart + MINUTE - now))
                    .build();
        }
        admitted++;
        return Decision.allowed();
    }

    private static boolean isReport(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/csp-report") || type.equals("application/reports+json");
    }

    /**
     * Takes in a body that was admitted.
     *
     * @return allowed, or a refusal with status 413 or 400
     */
    public Decision collect(byte[] body) {
        if (body.length > settings.maxBytes()) {
            return TOO_LARGE;
        }
        JsonValue value;
        try {
            value = json.read(body);
        } catch (JsonException e) {
            return MALFORMED;
        }
        if (value instanceof JsonArray reports) {
            reports.elements().stream().limit(PER_DELIVERY).forEach(this::reportingApi);
            return Decision.allowed();
        }
        JsonObject report = value instanceof JsonObject object ? object.object("csp-report") : null;
        if (report == null) {
            return MALFORMED;
        }
        String effective = report.string("effective-directive");
        take(ViolationReport.of(
                effective == null ? report.string("violated-directive") : effective,
                report.string("blocked-uri"),
                report.string("document-uri"),
                report.string("source-file"),
                report.integer("line-number"),
                report.string("disposition")));
        return Decision.allowed();
    }

    private void reportingApi(JsonValue element) {
        if (element instanceof JsonObject report && "csp-violation".equals(report.string("type"))) {
            JsonObject body = report.object("body");
            if (body != null) {
                take(ViolationReport.of(
                        body.string("effectiveDirective"),
                        body.string("blockedURL"),
                        body.string("documentURL"),
                        body.string("sourceFile"),
                        body.integer("lineNumber"),
                        body.string("disposition")));
            }
        }
    }

    private void take(ViolationReport report) {
        if (isNews(report)) {
            listener.on(report);
        }
    }

    private synchronized boolean isNews(ViolationReport report) {
        long now = ticker.nanos();
        Long before = seen.get(report);
        if (before != null && now - before < HOUR) {
            return false;
        }
        seen.remove(report);
        if (seen.size() >= REMEMBERED) {
            seen.remove(seen.keySet().iterator().next());
        }
        seen.put(report, now);
        return true;
    }
}
