package dev.hardening.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Sets the header fields that another filter has once set, and does nothing else: what they cost the container, whoever wants
 * them in his answers.
 */
record SameFields(List<Field> fields) implements Filter {

    /** A field of an answer. */
    record Field(String name, String value) {}

    /** Asks the other filter once, and ends it. */
    static SameFields asSetBy(Filter other, ServletRequest request) throws IOException, ServletException {
        StubResponse answer = new StubResponse();
        other.doFilter(request, answer, (unused, alsoUnused) -> {});
        other.destroy();
        if (answer.getStatus() != HttpServletResponse.SC_OK) {
            throw new ServletException("the request was refused with " + answer.getStatus());
        }
        return new SameFields(answer.getHeaderNames().stream()
                .map(name -> new Field(name, String.valueOf(answer.getHeader(name))))
                .toList());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse answer = (HttpServletResponse) response;
        for (Field field : fields) {
            answer.setHeader(field.name(), field.value());
        }
        chain.doFilter(request, response);
    }
}
