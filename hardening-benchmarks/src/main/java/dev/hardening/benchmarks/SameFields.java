package dev.hardening.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sets the header fields that another filter has once set, and does nothing else: what they cost the container, whoever
 * wants them in his answers.
 */
record SameFields(Map<String, String> fields) implements Filter {

    /** Asks the other filter once, and ends it. */
    static SameFields asSetBy(Filter other, ServletRequest request) throws IOException, ServletException {
        StubResponse answer = new StubResponse();
        other.doFilter(request, answer, (unused, alsoUnused) -> {});
        other.destroy();
        if (answer.getStatus() != HttpServletResponse.SC_OK) {
            throw new ServletException("the request was refused with " + answer.getStatus());
        }
        Map<String, String> fields = new LinkedHashMap<>();
        answer.getHeaderNames().forEach(name -> fields.put(name, String.valueOf(answer.getHeader(name))));
        return new SameFields(fields);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        fields.forEach(((HttpServletResponse) response)::setHeader);
        chain.doFilter(request, response);
    }
}
