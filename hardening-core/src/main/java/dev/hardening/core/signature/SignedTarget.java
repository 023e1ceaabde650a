package dev.hardening.core.signature;

import dev.hardening.core.request.RequestFacts;
import org.jspecify.annotations.Nullable;

/**
 * What a signature can cover of a request beside its body: the facts, and the target as it was sent, nothing decoded.
 *
 * @param path the path as sent, percent signs and path parameters included
 * @param query the query as sent, without its question mark, or null when there is none
 */
public record SignedTarget(
        RequestFacts facts, String path, @Nullable String query) {

    /** Returns path and query as they stood in the request line. */
    String target() {
        return query == null ? path : path + "?" + query;
    }
}
