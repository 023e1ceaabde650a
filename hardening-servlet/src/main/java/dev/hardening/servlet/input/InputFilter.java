package dev.hardening.servlet.input;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.input.Checked;
import dev.hardening.core.input.InputPolicy;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.input.JsonBodyRules;
import dev.hardening.core.json.JsonValue;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.FormFields;
import dev.hardening.servlet.support.Linger;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses requests whose JSON body is none, or is beyond its limits, and, where the settings say so, those with active
 * content in a text of the body or in a parameter. A JSON body is read before the application runs, which then reads the
 * same bytes; other bodies are left alone. A form whose fields were looked at is shown to an application that reads it as a
 * stream, too, where the room of body limits stands before this filter; alone, this filter leaves multipart forms to the
 * application, and the stream of another form is empty, as behind any filter that asks for a parameter.
 */
public final class InputFilter extends RoomFilter<InputPolicy> {

    private static final Logger LOG = LoggerFactory.getLogger(InputFilter.class);

    private static final Decision QUERY_MALFORMED =
            Refusal.of(RefusalCode.QUERY_MALFORMED).build();
    private static final Decision FORM_MALFORMED =
            Refusal.of(RefusalCode.BODY_MALFORMED).build();

    /** Makes a filter that reads its settings when the container starts it. */
    public InputFilter() {}

    /** Makes a filter with these settings. */
    public InputFilter(InputSettings settings, Services services) {
        super(InputPolicy.of(settings), services);
    }

    @Override
    protected InputPolicy read(SettingReader reader, Services shared) {
        return InputPolicy.of(InputSettings.read(reader));
    }

    @Override
    protected void apply(InputPolicy policy, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = policy.settings().enforcement();
        if (enforcement == Enforcement.OFF) {
            next.proceed();
            return;
        }
        String type = JsonInput.joined(exchange.request(), "Content-Type");
        Decision decision = onParameters(policy, exchange, type);
        if (decision.isAllowed() && policy.needsBody(type)) {
            decision = onBody(policy, exchange, type);
        }
        if (decision instanceof Refusal refusal) {
            refuse(refusal, enforcement, exchange, next);
        } else {
            next.proceed();
        }
    }

    private static void refuse(Refusal refusal, Enforcement enforcement, Exchange exchange, Next next)
            throws IOException, ServletException {
        Linger.Answer answer = () -> exchange.refuse(refusal, SecurityEventType.INPUT_REFUSED, enforcement, next);
        if (enforcement == Enforcement.SHADOW) {
            answer.give();
        } else {
            Linger.around(exchange, answer);
        }
    }

    private static Decision onParameters(InputPolicy policy, Exchange exchange, @Nullable String type) {
        HttpServletRequest request = exchange.request();
        boolean form = FormFields.areInParts(exchange)
                || (type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"));
        if (!policy.looksForContent() || (request.getQueryString() == null && !form)) {
            return Decision.allowed();
        }
        // Asked for the query alone, a container parses a whole multipart body.
        Map<String, String[]> query = exchange.queryParameters();
        if (query == null) {
            return QUERY_MALFORMED;
        }
        Decision onQuery = policy.onParameters(query);
        return form && onQuery.isAllowed() ? onForm(policy, exchange) : onQuery;
    }

    private static Decision onForm(InputPolicy policy, Exchange exchange) {
        Map<String, String[]> parameters;
        try {
            parameters = exchange.request().getParameterMap();
        } catch (RuntimeException e) {
            if (exchange.isAnsweredDespite(e)) {
                throw e;
            }
            LOG.debug("A form could not be read", e);
            return FORM_MALFORMED;
        }
        return policy.onParameters(parameters);
    }

    private static Decision onBody(InputPolicy policy, Exchange exchange, @Nullable String type) throws IOException {
        JsonBodyRules json = policy.json();
        HttpServletRequest request = exchange.request();
        Decision onHead = JsonInput.onHead(json, type, request);
        if (request.getContentLengthLong() > 0 && !onHead.isAllowed()) {
            return onHead;
        }
        int most = json.limits().maxBytes();
        byte[] body = exchange.bodyBytes(most);
        boolean empty = body != null && body.length == 0;
        if (empty || !onHead.isAllowed()) {
            return empty ? Decision.allowed() : onHead;
        }
        if (body == null) {
            return json.onLength(most + 1L);
        }
        Checked<JsonValue> read = policy.onBody(type, body);
        if (read.isAccepted()) {
            exchange.request().setAttribute(JsonInput.ATTRIBUTE, read.value());
        }
        return read.decision();
    }
}
