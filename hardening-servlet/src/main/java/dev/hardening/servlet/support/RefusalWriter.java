package dev.hardening.servlet.support;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorIds;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.decision.ErrorTemplate;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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
    private static final int FAILURE = 500;
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

    /** How many bodies are kept: rooms refuse with a few fixed texts, and an application's own refusals may be many. */
    private static final int MOST_TEMPLATES = 512;

    private final ErrorStyle standardStyle;
    private final Map<TemplateKey, ErrorTemplate> templates = new ConcurrentHashMap<>();

    private record TemplateKey(RefusalCode code, int status, String detail, ErrorStyle style) {}

    RefusalWriter(ErrorStyle style) {
        this.standardStyle = style;
    }

    /** Answers with the refusal. When the answer is on its way already, nothing can be done and nothing is. */
    public void write(Exchange exchange, Refusal refusal) throws IOException {
        exchange.refused();
        ErrorTemplate template = template(exchange, refusal);
        if (template != null) {
            write(exchange, refusal, template);
        } else {
            ErrorBody body = ErrorBody.of(refusal).requestId(exchange.context().requestIdIfKnown());
            write(exchange, body, () -> fields(exchange, refusal));
        }
    }

    /** Returns null when the body is another one each time. */
    private @Nullable ErrorTemplate template(Exchange exchange, Refusal refusal) {
        String requestId = exchange.context().requestIdIfKnown();
        boolean isFixed = refusal.status() < FAILURE
                && refusal.violations().isEmpty()
                && requestId != null
                && ErrorTemplate.isPlain(requestId)
                && exchange.context().traceIdIfKnown() != null
                && !isNavigation(exchange);
        if (!isFixed) {
            return null;
        }
        ErrorStyle style = style(exchange);
        TemplateKey key = new TemplateKey(refusal.code(), refusal.status(), refusal.detail(), style);
        ErrorTemplate known = templates.get(key);
        if (known == null && templates.size() < MOST_TEMPLATES) {
            known = ErrorTemplate.of(refusal, style);
            templates.put(key, known);
        }
        return known;
    }

    private void write(Exchange exchange, Refusal refusal, ErrorTemplate template) throws IOException {
        if (!begin(exchange, refusal.code().name())) {
            return;
        }
        ExchangeResponse response = exchange.response();
        RequestContext context = exchange.context();
        String requestId = context.requestId();
        String traceId = Objects.requireNonNull(context.traceIdIfKnown(), "a template has a trace");
        response.setStatus(refusal.status());
        response.put("Cache-Control", "no-store");
        fields(exchange, refusal);
        response.setContentType(style(exchange).mediaType());
        if (!response.isEndedByClosing()) {
            response.setContentLength(template.length(requestId, traceId));
        }
        if (!exchange.method().equals("HEAD")) {
            template.writeTo(response.getOutputStream(), requestId, traceId);
        }
        response.flushBuffer();
    }

    private static void fields(Exchange exchange, Refusal refusal) {
        ExchangeResponse response = exchange.response();
        Duration wait = refusal.retryAfter();
        if (wait != null) {
            response.put(
                    "Retry-After", Long.toString(wait.plusNanos(999_999_999L).toSeconds()));
        }
        List<ResponseField> fields = refusal.fields();
        for (int i = 0; i < fields.size(); i++) {
            response.append(fields.get(i).name(), fields.get(i).value());
        }
        if (refusal.status() == UNAUTHORIZED && response.getHeader(CHALLENGE) == null) {
            challenge(exchange.context().route(), response);
        }
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
        if (!begin(exchange, body.code())) {
            return;
        }
        boolean page = isNavigation(exchange);
        ErrorStyle style = style(exchange);
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

    /** Makes room for the answer; false when another one is on its way. */
    private static boolean begin(Exchange exchange, String code) throws IOException {
        if (exchange.response().isCommitted()) {
            LOG.debug("An answer was on its way before it could be refused with {}", code);
            return false;
        }
        exchange.prepareAnswer();
        // Before it is handed on, all that stands in the answer comes from filters and is to stay.
        if (exchange.isHandedOn() || !takesBytes(exchange.response())) {
            exchange.response().reset();
        }
        exchange.handOn(); // another answer may have to take the place of this one
        return true;
    }

    /** A filter before all of ours may have begun to write text. */
    private static boolean takesBytes(ExchangeResponse response) throws IOException {
        try {
            response.getOutputStream();
            return true;
        } catch (IllegalStateException text) {
            return false;
        }
    }

    private ErrorStyle style(Exchange exchange) {
        ErrorStyle chosen = exchange.errorStyle();
        return chosen == null ? standardStyle : chosen;
    }

    /** Whoever asks why the service did not answer gets an id to ask with. */
    private static ErrorBody withErrorId(ErrorBody body) {
        return body.status() >= FAILURE && body.errorId() == null ? body.errorId(ErrorIds.next()) : body;
    }

    /** A browser says that it navigates; other clients get the form that programs read. */
    private static boolean isNavigation(Exchange exchange) {
        return "navigate".equals(exchange.header("Sec-Fetch-Mode"));
    }
}
