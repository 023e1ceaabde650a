package dev.hardening.examples.server;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorIds;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.errors.ErrorTexts;
import dev.hardening.core.headers.HeaderProfile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The answer to a request that never met a filter: a broken request line, an ambiguous path, too many header fields. It
 * carries the security headers of an API and a fixed text. Immutable.
 */
final class BareAnswer {

    /** The field with the request's id. */
    static final String REQUEST_ID = "X-Request-ID";

    private static final int LONGEST_ID = 128;

    private static final Logger LOG = LoggerFactory.getLogger(BareAnswer.class);

    private static final Map<String, String> SECURITY = security();

    private static Map<String, String> security() {
        Map<String, String> fields = new LinkedHashMap<>();
        HeaderProfile.API.fields().forEach(field -> fields.put(field.name(), field.value()));
        fields.put("Content-Security-Policy", HeaderProfile.API.policy().toString());
        return fields;
    }

    private final Map<String, String> fields;
    private final byte[] body;

    private BareAnswer(Map<String, String> fields, byte[] body) {
        this.fields = fields;
        this.body = body;
    }

    /** Returns the fields that every answer without a filter carries. */
    static Map<String, String> securityFields() {
        return SECURITY;
    }

    static boolean isRequestId(@Nullable String text) {
        return text != null
                && !text.isEmpty()
                && text.length() <= LONGEST_ID
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "._-".indexOf(c) >= 0);
    }

    static BareAnswer of(int status) {
        String requestId = ErrorIds.next();
        ErrorBody body = ErrorTexts.body(status).requestId(requestId);
        Map<String, String> fields = new LinkedHashMap<>(SECURITY);
        fields.put(REQUEST_ID, requestId);
        fields.put("Cache-Control", "no-store");
        fields.put("Content-Type", ErrorStyle.FLAT.mediaType());
        if (status >= 500) {
            String errorId = ErrorIds.next();
            body = body.errorId(errorId);
            fields.put("X-Error-ID", errorId);
            // 501 and 505 are about what the client asked for and no failure of the service.
            LOG.atLevel(status == 500 ? Level.ERROR : Level.WARN)
                    .addKeyValue("request_id", requestId)
                    .addKeyValue("error_id", errorId)
                    .addKeyValue("status", status)
                    .log("request failed outside of the filters");
        } else {
            LOG.atInfo()
                    .addKeyValue("request_id", requestId)
                    .addKeyValue("status", status)
                    .log("request refused by the server");
        }
        return new BareAnswer(fields, body.json(ErrorStyle.FLAT));
    }

    Map<String, String> fields() {
        return fields;
    }

    byte[] body() {
        return body;
    }
}
