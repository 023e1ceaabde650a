package dev.hardening.servlet.support;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorIds;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place that writes a refusal. The answer has the refusal's status and fields, {@code Retry-After} in whole
 * seconds rounded up, {@code Cache-Control: no-store}, with 401 a challenge for each proof that the route takes unless the
 * refusal has its own, and a body in the style of the application, or a plain HTML page
 * when a browser navigates. An answer of 500 or above has an error id, in the body, in {@code X-Error-ID} and in the
 * request's context, from where the access line gets it. Immutable and safe for use by many threads.
 */
public final class RefusalWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalWriter.class);

    private static final int UNAUTHORIZED = 401;
    private static final String CHALLENGE = "WWW-Authenticate";

    private static final Set<String> OF_THE_BODY = Set.of(
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-location",
            "content-range",
            "content-type",
            "etag",
            "expires",
            "last-modified",
            "transfer-encoding",
            "x-error-id");

    private final ErrorStyle standardStyle;

    RefusalWriter(ErrorStyle style) {
        this.standardStyle = style;
    }

    /** Answers with the refusal. When the answer is on its way already, nothing can be done and nothing is. */
    public void write(Exchange exchange, Refusal refusal) throws IOException {
        exchange.leftover().refused();
        ErrorBody body = ErrorBody.of(refusal).requestId(exchange.context().requestIdIfKnown());
        write(exchange, body, () -> {
            ExchangeResponse response = exchange.response();
            Duration wait = refusal.retryAfter();
            if (wait != null) {
                response.put(
                        "Retry-After",
                        Long.toString(wait.plusNanos(999_999_999L).toSeconds()));
            }
            for (ResponseField field : refusal.fields()) {
                response.append(field.name(), field.value());
            }
            if (refusal.status() == UNAUTHORIZED && response.getHeader(CHALLENGE) == null) {
                challenge(exchange.context().route(), response);
            }
        });
    }

    /** A room that asks for no proof itself knows no challenge, and RFC 9110 section 15.5.2 wants one. */
    private static void challenge(Route route, ExchangeResponse response) {
        for (Proof proof : Proof.values()) {
            if (route.takes(proof)) {
                response.append(CHALLENGE, proof.challenge());
            }
        }
    }

    /** Answers with an error that is no refusal. */
    public void write(Exchange exchange, ErrorBody body) throws IOException {
        write(exchange, body, () -> {});
    }

    /**
     * Answers with an error page that the application asked for: the header fields that it has set stay, as they do in
     * every container, but for those that describe the body it had begun.
     */
    public void writePage(Exchange exchange, ErrorBody body) throws IOException {
        ExchangeResponse response = exchange.response();
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (!OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT))) {
                fields.put(name, List.copyOf(response.getHeaders(name)));
            }
        }
        write(
                exchange,
                body,
                () -> fields.forEach((name, values) -> {
                    for (int i = 0; i < values.size(); i++) {
                        if (i == 0) {
                            response.put(name, values.get(i));
                        } else {
                            response.append(name, values.get(i));
                        }
                    }
                }));
    }

    private void write(Exchange exchange, ErrorBody given, Runnable fields) throws IOException {
        ExchangeResponse response = exchange.response();
        ErrorBody body = withErrorId(given).traceId(exchange.context().traceIdIfKnown());
        if (response.isCommitted()) {
            LOG.debug("An answer was on its way before it could be refused with {}", body.code());
            return;
        }
        exchange.leftover().prepareAnswer();
        response.reset();
        boolean page = isNavigation(exchange);
        ErrorStyle chosen = exchange.errorStyle();
        ErrorStyle style = chosen == null ? standardStyle : chosen;
        byte[] bytes = page ? body.html() : body.json(style);
        response.setStatus(body.status());
        response.put("Cache-Control", "no-store");
        String errorId = body.errorId();
        if (errorId != null) {
            exchange.context().failedAs(errorId);
            response.put("X-Error-ID", errorId);
        }
        fields.run();
        response.setContentType(page ? "text/html;charset=utf-8" : style.mediaType());
        if (!response.isEndedByClosing()) {
            response.setContentLength(bytes.length);
        }
        if (!exchange.method().equals("HEAD")) {
            response.getOutputStream().write(bytes);
        }
        response.flushBuffer();
    }

    /** Whoever asks why the service did not answer gets an id to ask with. */
    private static ErrorBody withErrorId(ErrorBody body) {
        return body.status() >= 500 && body.errorId() == null ? body.errorId(ErrorIds.next()) : body;
    }

    /** A browser says that it navigates; other clients get the form that programs read. */
    private static boolean isNavigation(Exchange exchange) {
        return "navigate".equals(exchange.header("Sec-Fetch-Mode"));
    }
}
