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
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

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
     * @throws IllegalStateException when no filter has seen this request
     */
    public static Fields read(HttpServletRequest request, ObjectRules rules) throws IOException {
        Exchange exchange = Exchange.of(request);
        Decision type = STANDARD.onContentType(exchange.only("Content-Type"));
        return type.isAllowed() && request.getAttribute(ATTRIBUTE) instanceof JsonValue parsed
                ? fields(exchange, rules.check(parsed))
                : read(request, STANDARD, rules);
    }

    /**
     * Returns the fields of a body that is read within limits of its own, whatever a filter has let pass; otherwise as
     * {@link #read(HttpServletRequest, ObjectRules)}.
     */
    public static Fields read(HttpServletRequest request, JsonBodyRules json, ObjectRules rules) throws IOException {
        Exchange exchange = Exchange.of(request);
        return fields(exchange, check(exchange, request, json, rules));
    }

    private static Fields fields(Exchange exchange, Checked<Fields> fields) throws CutShortException {
        Refusal refusal = fields.refusal();
        if (refusal == null) {
            return fields.value();
        }
        exchange.publish(exchange.event(SecurityEventType.INPUT_REFUSED)
                .code(refusal.code())
                .build());
        exchange.cutShort(refusal);
        throw new CutShortException(refusal.code());
    }

    private static Checked<Fields> check(
            Exchange exchange, HttpServletRequest request, JsonBodyRules json, ObjectRules rules) throws IOException {
        Decision type = json.onContentType(exchange.only("Content-Type"));
        if (type instanceof Refusal refusal) {
            return Checked.refused(refusal);
        }
        if (json.onContentCoding(request.getHeader("Content-Encoding")) instanceof Refusal refusal) {
            return Checked.refused(refusal);
        }
        int most = json.limits().maxBytes();
        if (json.onLength(request.getContentLengthLong()) instanceof Refusal refusal) {
            return Checked.refused(refusal);
        }
        return json.read(request.getInputStream().readNBytes(most + 1), rules);
    }
}
