package dev.hardening.servlet.cors;

import dev.hardening.core.cors.CorsDecision;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.HeaderWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of the protocol and keeps them: two {@code Access-Control-Allow-Origin} fields would make every
 * browser refuse the answer, so those of the application are dropped. Immutable.
 */
final class CorsWriter implements HeaderWriter {

    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String OF_THE_PROTOCOL = "Access-Control-";

    private final CorsDecision decision;
    private final @Nullable String allowedOrigin;

    CorsWriter(CorsDecision decision, @Nullable String allowedOrigin) {
        this.decision = decision;
        this.allowedOrigin = allowedOrigin;
    }

    @Override
    public void writeTo(ExchangeResponse response) {
        String vary = decision.vary();
        if (vary != null) {
            VaryField.add(response, vary);
        }
        String origin = allowedOrigin;
        if (origin == null) {
            return;
        }
        response.put(ALLOW_ORIGIN, origin);
        List<ResponseField> fields = decision.fields();
        for (int i = 0; i < fields.size(); i++) {
            ResponseField field = fields.get(i);
            response.put(field.name(), field.value());
        }
    }

    @Override
    public Action on(ExchangeResponse response, String name, String value) {
        if (name.regionMatches(true, 0, OF_THE_PROTOCOL, 0, OF_THE_PROTOCOL.length())) {
            return Action.DROP;
        }
        if (decision.vary() == null || !name.equalsIgnoreCase(VaryField.NAME)) {
            return Action.PASS;
        }
        // Replacing the field would lose Origin in it, and a longer Vary is never wrong.
        VaryField.add(response, value);
        return Action.DROP;
    }
}
