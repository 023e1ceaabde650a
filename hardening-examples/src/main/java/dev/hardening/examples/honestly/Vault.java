package dev.hardening.examples.honestly;

import dev.hardening.core.breaker.Cached;
import dev.hardening.core.breaker.StaleCache;
import dev.hardening.core.input.TextFormat;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.RefusedException;
import dev.hardening.servlet.breaker.CacheMarks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shared bundles and the metadata of documents, which everybody may look up. Safe for use by many threads. */
final class Vault {

    private static final int SHORTEST_TOKEN = 8;
    private static final int DOCUMENT_DIGITS = 12;

    private final StaleCache<String, String> bundles;
    private final StaleCache<String, String> metadata;

    Vault(StaleCache<String, String> bundles, StaleCache<String, String> metadata) {
        this.bundles = bundles;
        this.metadata = metadata;
    }

    /** {@code GET /vault/share/{token}/bundle}: a demo bundle for every token that could be one. */
    void bundle(HttpServletRequest request, HttpServletResponse response) throws IOException, RefusedException {
        String token = between(request.getPathInfo(), "/bundle");
        if (token.length() < SHORTEST_TOKEN || !TextFormat.IDENTIFIER.matches(token)) {
            throw RefusedException.of(
                    400, "TOKEN_INVALID", "A share token has 8 to 64 letters, digits, underscores and hyphens.");
        }
        answer(bundles, token, response);
    }

    /** {@code GET /vault/documents/{id}/metadata}. */
    void metadata(HttpServletRequest request, HttpServletResponse response) throws IOException, RefusedException {
        String id = between(request.getPathInfo(), "/metadata");
        if (!TextFormat.IDENTIFIER.matches(id)) {
            throw RefusedException.of(
                    400, "DOCUMENT_INVALID", "A document's id has 1 to 64 letters, digits, underscores and hyphens.");
        }
        answer(metadata, id, response);
    }

    private static void answer(StaleCache<String, String> cache, String key, HttpServletResponse response)
            throws IOException {
        Cached<String> found = Objects.requireNonNull(cache.get(key), "there is one of every key");
        CacheMarks.write(response, found);
        Answers.json(response, found.value());
    }

    /** Returns the segment before the end, which has to be the only other one. */
    private static String between(@Nullable String path, String end) throws RefusedException {
        if (path == null || !path.endsWith(end) || path.length() < end.length() + 1) {
            throw nothing();
        }
        String segment = path.substring(1, path.length() - end.length());
        if (segment.indexOf('/') >= 0) {
            throw nothing();
        }
        return segment;
    }

    private static RefusedException nothing() {
        return RefusedException.of(404, "NOT_FOUND", "There is nothing here.");
    }

    /** What a database would know of a shared document; its content is not among it. */
    static String demoBundle(String token) {
        String id = "doc-" + hash("share " + token).substring(0, DOCUMENT_DIGITS);
        return "{\"document_id\":\"" + id + "\",\"title\":\"Demo document\",\"hash\":\"" + hash(id) + "\"}";
    }

    /** What a database would know of a document; the id is one by {@link TextFormat#IDENTIFIER}. */
    static String demoMetadata(String id) {
        return "{\"document_id\":\"" + id + "\",\"type\":\"application/pdf\",\"hash\":\"" + hash(id) + "\"}";
    }

    /** Returns the SHA-256 of a document, in hex; the demo content is its id. */
    static String hash(String content) {
        try {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
