package dev.hardening.servlet.input;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.input.Checked;
import dev.hardening.core.input.Fields;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.input.JsonBodyRules;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.json.JsonValue;
import dev.hardening.servlet.support.CutShortException;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Linger;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's JSON body by an application's rules in one line. What does not obey is answered with 400, 413 or 415
 * and told as a security event; the handler does not go on. Needs any filter of this library before it.
 */
public final class JsonInput {

    static final String ATTRIBUTE = JsonInput.class.getName();

    private static final JsonBodyRules STANDARD =
            JsonBodyRules.of(InputSettings.builder().build().limits());

    private JsonInput() {}

    /**
     * Returns the fields of the body, which is read within the limits of the {@link InputFilter} before this, or else
     * within the default ones.
     *
     * @throws CutShortException when the client was answered with a refusal instead; a handler lets it pass
     * @throws IOException when the body cannot be read
     * @throws IllegalStateException when no filter has seen this request, or it was read by {@code getReader()}
     */
    public static Fields read(HttpServletRequest request, ObjectRules rules) throws IOException {
        Exchange exchange = Exchange.of(request);
        return answered(exchange, check(exchange, request, STANDARD, rules, true));
    }

    /** Returns the fields of a body that is read within limits of its own; otherwise as {@link #read(HttpServletRequest, ObjectRules)}. */
    public static Fields read(HttpServletRequest request, JsonBodyRules json, ObjectRules rules) throws IOException {
        Exchange exchange = Exchange.of(request);
        return answered(exchange, check(exchange, request, json, rules, false));
    }

    private static Fields answered(Exchange exchange, Checked<Fields> fields) throws IOException {
        Refusal refusal = fields.refusal();
        if (refusal == null) {
            return fields.value();
        }
        exchange.publish(exchange.event(SecurityEventType.INPUT_REFUSED)
                .code(refusal.code())
                .build());
        Linger.cuttingShort(exchange, refusal);
        throw new CutShortException(refusal.code());
    }

    private static Checked<Fields> check(
            Exchange exchange, HttpServletRequest request, JsonBodyRules json, ObjectRules rules, boolean mayBeKnown)
            throws IOException {
        String type = joined(request, "Content-Type");
        if (json.onContentType(type) instanceof Refusal refusal) {
            return Checked.refused(refusal);
        }
        ServletInputStream body = request.getInputStream();
        // A wrapper of the application may show another body than the one that a filter has read.
        boolean own = body == exchange.request().getInputStream();
        if (own && mayBeKnown && request.getAttribute(ATTRIBUTE) instanceof JsonValue value) {
            return rules.check(value);
        }
        if (onHead(json, type, request) instanceof Refusal refusal) {
            return Checked.refused(refusal);
        }
        int most = json.limits().maxBytes();
        byte[] bytes = own ? exchange.bodyBytes(most) : body.readNBytes(most + 1);
        if (bytes == null && json.onLength(most + 1L) instanceof Refusal refusal) {
            return Checked.refused(refusal);
        }
        return json.read(Objects.requireNonNull(bytes), rules);
    }

    /** Decides what can be decided before a body is read. */
    static Decision onHead(JsonBodyRules json, @Nullable String type, HttpServletRequest request) {
        if (json.onContentType(type) instanceof Refusal refusal) {
            return refusal;
        }
        if (json.onContentCoding(joined(request, "Content-Encoding")) instanceof Refusal refusal) {
            return refusal;
        }
        return json.onLength(request.getContentLengthLong());
    }

    /** Of several lines nobody knows which one counts, so all of them are shown. */
    static @Nullable String joined(HttpServletRequest request, String name) {
        Enumeration<String> lines = request.getHeaders(name);
        if (lines == null || !lines.hasMoreElements()) {
            return null;
        }
        String first = lines.nextElement();
        return lines.hasMoreElements() ? first + ", " + String.join(", ", Collections.list(lines)) : first;
    }
}
