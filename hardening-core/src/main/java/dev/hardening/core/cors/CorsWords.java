package dev.hardening.core.cors;

import dev.hardening.core.decision.ResponseField;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The words of the settings and the defaults that the protocol suggests. */
final class CorsWords {

    /** Stands for every field, but only without credentials. */
    static final String EVERY = "*";

    static final Set<String> METHODS = inOrder("GET", "HEAD", "POST");

    /** What a client needs to obey our limits and to report a failure. */
    static final Set<String> EXPOSED = inOrder("X-Request-ID", "Retry-After", "RateLimit", "RateLimit-Policy");

    /** Fields that a page may send unasked while their values are harmless (Fetch, CORS-safelisted request-header). */
    static final List<String> SAFE = List.of("Accept", "Accept-Language", "Content-Language", "Content-Type", "Range");

    private static final Set<String> FORBIDDEN = Set.of("CONNECT", "TRACE", "TRACK");

    private CorsWords() {}

    private static Set<String> inOrder(String... words) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(words)));
    }

    static String method(String text) {
        if (!text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-')) {
            throw new IllegalArgumentException("methods are named one by one and in capitals, such as GET, PATCH");
        }
        if (FORBIDDEN.contains(text)) {
            throw new IllegalArgumentException("no page may send CONNECT, TRACE or TRACK");
        }
        return text;
    }

    static String name(String text) {
        try {
            return new ResponseField(text, "").name();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("an entry is not the name of a header field", e);
        }
    }
}
