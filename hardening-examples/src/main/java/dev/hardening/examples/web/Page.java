package dev.hardening.examples.web;

import dev.hardening.servlet.headers.CspNonce;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A page from a template, in which the nonce of the answer is the only thing that changes. Immutable. */
public final class Page implements Endpoint.Handler {

    private static final String HTML = "text/html;charset=utf-8";
    private static final String NONCE = "@NONCE@";

    private final String template;

    private Page(String template) {
        this.template = template;
    }

    /** Returns the page of a template, in which {@code @NONCE@} stands where the nonce belongs. */
    public static Page of(String template) {
        return new Page(template);
    }

    /** A policy from the settings may have no nonce; then no script runs, which is what it says. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object nonce = request.getAttribute(CspNonce.ATTRIBUTE);
        String page = template.replace(NONCE, nonce == null ? "" : nonce.toString());
        Answers.bytes(response, HTML, page.getBytes(StandardCharsets.UTF_8));
    }
}
