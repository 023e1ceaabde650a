package dev.hardening.servlet.support;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.ResponseField;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place that writes a refusal. The answer has the refusal's status and fields, {@code Retry-After} in whole
 * seconds rounded up, {@code Cache-Control: no-store}, and a body in the style of the application, or a plain HTML page
 * when a browser navigates. Immutable and safe for use by many threads.
 */
public final class RefusalWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalWriter.class);

    private final ErrorStyle style;

    RefusalWriter(ErrorStyle style) {
        this.style = style;
    }

    /** Answers with the refusal. When the answer is on its way already, nothing can be done and nothing is. */
    public void write(Exchange exchange, Refusal refusal) throws IOException {
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
        });
    }

    /** Answers with an error that is no refusal. */
    public void write(Exchange exchange, ErrorBody body) throws IOException {
        write(exchange, body, () -> {});
    }

    private void write(Exchange exchange, ErrorBody body, Runnable fields) throws IOException {
        ExchangeResponse response = exchange.response();
        if (response.isCommitted()) {
            LOG.debug("An answer was on its way before it could be refused with {}", body.code());
            return;
        }
        response.reset();
        boolean page = isNavigation(exchange);
        byte[] bytes = page ? body.html() : body.json(style);
        response.setStatus(body.status());
        response.put("Cache-Control", "no-store");
        fields.run();
        response.setContentType(page ? "text/html;charset=utf-8" : style.mediaType());
        response.setContentLength(bytes.length);
        if (!exchange.method().equals("HEAD")) {
            response.getOutputStream().write(bytes);
        }
        response.flushBuffer();
    }

    /** A browser says that it navigates; other clients get the form that programs read. */
    private static boolean isNavigation(Exchange exchange) {
        return "navigate".equals(exchange.header("Sec-Fetch-Mode"));
    }
}
