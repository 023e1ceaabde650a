package dev.hardening.servlet.audit;

import dev.hardening.core.audit.AuditQuery;
import dev.hardening.core.audit.AuditRecord;
import dev.hardening.core.audit.AuditResult;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.core.net.IpAddress;
import dev.hardening.servlet.support.Exchange;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET …?limit=100} with the newest calls as {@code {"interactions":[…],"total":2}}, the newest first (guide
 * row H-20). {@code limit} is 1 or more, 100 by default, and more than 1000 counts as 1000; {@code agent_id}, {@code tenant},
 * {@code action}, {@code route}, {@code from} and {@code until} (instants of ISO 8601) leave out others (guide row E-47). Anything
 * else is answered 400. Who may ask is the business of the route. Safe for use by many threads.
 */
public final class AuditInteractions {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final int LONGEST_NUMBER = 18;
    private static final double NANOS_IN_A_MILLI = 1_000_000.0;
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final Refusal BAD_QUERY = Refusal.of(RefusalCode.QUERY_MALFORMED)
            .detail(
                    "Each parameter comes once; limit is a whole number from 1 on, from and until are times such as 2026-11-27T12:00:00Z.")
            .build();

    /** Makes one that tells what the trail of the request's {@link AuditFilter} has in memory. */
    public AuditInteractions() {}

    /**
     * Answers a request.
     *
     * @throws IllegalStateException when no {@link AuditFilter} has seen it
     */
    public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (!(request.getAttribute(AuditFilter.TRAIL) instanceof AuditTrail trail)) {
            throw new IllegalStateException("there is no audit trail; give the settings a file or inMemory()");
        }
        Exchange exchange = Exchange.of(request);
        AuditQuery query = query(exchange.queryParameters());
        if (query == null) {
            exchange.refuse(BAD_QUERY, SecurityEventType.INPUT_REFUSED, Enforcement.ENFORCE, () -> {});
            return;
        }
        List<AuditRecord> found = trail.newest(query);
        StringBuilder out = new StringBuilder(256 * (found.size() + 1));
        JsonWriter json = JsonWriter.to(out).beginObject().name("interactions").beginArray();
        found.forEach(record -> write(record, json));
        json.endArray().name("total").value(found.size()).endObject();
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable AuditQuery query(@Nullable Map<String, String[]> parameters) {
        if (parameters == null || parameters.values().stream().anyMatch(values -> values.length != 1)) {
            return null;
        }
        int limit = limit(only(parameters, "limit"));
        if (limit < 1) {
            return null;
        }
        try {
            return AuditQuery.newest(limit)
                    .callsOnly()
                    .tenant(only(parameters, "tenant"))
                    .actor(only(parameters, "agent_id"))
                    .action(only(parameters, "action"))
                    .route(only(parameters, "route"))
                    .between(instant(only(parameters, "from")), instant(only(parameters, "until")));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String only(Map<String, String[]> parameters, String name) {
        String[] values = parameters.get(name);
        return values == null ? null : values[0];
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    /** Returns a limit from 1 to the most, or -1 for what is no plain number above zero. */
    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        boolean plain = !text.isEmpty()
                && text.length() <= LONGEST_NUMBER
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = plain ? Long.parseLong(text) : -1;
        return number < 1 ? -1 : (int) Math.min(number, MOST);
    }

    private static void write(AuditRecord record, JsonWriter json) {
        json.beginObject().name("agent_id").value(record.actor());
        json.name("action").value(record.action());
        json.name("success").value(record.result() == AuditResult.SUCCESS);
        json.name("timestamp").value(MILLIS.format(record.time()));
        json.name("duration_ms").value(Math.max(0, record.nanos()) / NANOS_IN_A_MILLI);
        json.name("result").value(record.result().word());
        json.name("error").value(record.reason());
        json.name("request_id").value(record.requestId());
        json.name("tenant_id").value(record.tenant());
        json.name("route").value(record.route());
        json.name("status").value(record.status());
        IpAddress client = record.client();
        json.name("client_ip").value(client == null ? null : client.toString());
        if (record.since() != null) {
            json.name("count").value(record.count());
        }
        json.name("metadata").beginObject();
        record.fields().forEach((name, value) -> json.name(name).value(value));
        json.endObject().endObject();
    }
}
