package dev.hardening.servlet.input;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.input.Checked;
import dev.hardening.core.input.InputPolicy;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.json.JsonValue;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests whose JSON body is none, or is beyond its limits, and, where the settings say so, those with active
 * content in a text of the body or in a parameter. A JSON body is read before the application runs, which then reads the
 * same bytes; other bodies are left alone, and so are the fields of multipart bodies.
 */
public final class InputFilter extends RoomFilter<InputPolicy> {

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
        String type = contentType(exchange);
        Decision decision = onParameters(policy, exchange, type);
        if (decision.isAllowed() && policy.needsBody(type)) {
            decision = onBody(policy, exchange, type);
        }
        if (decision instanceof Refusal refusal) {
            exchange.refuse(refusal, SecurityEventType.INPUT_REFUSED, enforcement, next);
        } else {
            next.proceed();
        }
    }

    /** Of several lines nobody knows which one counts, so all of them are shown. */
    private static @Nullable String contentType(Exchange exchange) {
        List<String> lines = exchange.headers("Content-Type");
        return lines.isEmpty() ? null : String.join(", ", lines);
    }

    private static Decision onParameters(InputPolicy policy, Exchange exchange, @Nullable String type) {
        boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        boolean multipart = type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
        boolean none = exchange.request().getQueryString() == null && !form;
        if (none || !policy.looksForContent()) {
            return Decision.allowed();
        }
        // The container would parse a whole multipart body for the parameters of its query.
        Map<String, String[]> parameters =
                multipart ? exchange.queryParameters() : exchange.request().getParameterMap();
        return parameters == null ? Refusal.of(RefusalCode.QUERY_MALFORMED).build() : policy.onParameters(parameters);
    }

    private static Decision onBody(InputPolicy policy, Exchange exchange, @Nullable String type) throws IOException {
        int most = policy.json().limits().maxBytes();
        byte[] body = exchange.bodyBytes(most);
        if (body == null) {
            return policy.json().onLength(most + 1L);
        }
        if (body.length == 0) {
            return Decision.allowed();
        }
        Checked<JsonValue> read = policy.onBody(type, body);
        if (read.isAccepted()) {
            exchange.request().setAttribute(JsonInput.ATTRIBUTE, read.value());
        }
        return read.decision();
    }
}
