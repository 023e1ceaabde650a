package dev.hardening.core.token;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Redeems codes at the issuer's token endpoint (RFC 6749 section 4.1.3). Of its answer the ID token alone counts: the
 * access token is for others, and proves nobody here. Safe for use by many threads.
 */
final class OidcCodes {

    private static final int LONGEST = 4096;
    private static final JsonReader ANSWER = JsonReader.of(
            JsonLimits.builder().maxBytes(KeySetSource.LARGEST).maxDepth(8).build());

    private final OidcSettings settings;
    private final OidcHttp http;

    OidcCodes(OidcSettings settings, OidcHttp http) {
        this.settings = settings;
        this.http = http;
    }

    /** Tells whether a text can be a code at all: 1 to 4096 printable ASCII characters. */
    static boolean isCode(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    /**
     * Returns the ID token for a code, or null when the issuer says that the code is none of this log-in.
     *
     * @throws IOException when the issuer cannot be reached, or answers otherwise; the message is for logs
     */
    @Nullable
    String idToken(URI endpoint, String code, String verifier) throws IOException {
        String form = "grant_type=authorization_code&code=" + encoded(code) + "&redirect_uri="
                + encoded(settings.redirectUri()) + "&code_verifier=" + encoded(verifier);
        HttpCall.Answer answer = http.post(endpoint, new HttpCall.Form(authorization(), form));
        if (answer.status() == HttpURLConnection.HTTP_BAD_REQUEST) {
            if ("invalid_grant".equals(read(answer).string("error"))) {
                return null;
            }
            throw new IOException("the issuer refuses what it is asked at its token endpoint");
        }
        if (answer.status() != HttpURLConnection.HTTP_OK) {
            throw new IOException("the issuer's token endpoint answered " + answer.status());
        }
        String token = read(answer).string("id_token");
        if (token == null) {
            throw new IOException("the issuer's token endpoint gave no ID token");
        }
        return token;
    }

    private static JsonObject read(HttpCall.Answer answer) throws IOException {
        try {
            return ANSWER.readObject(answer.body());
        } catch (JsonException e) {
            throw new IOException("the issuer's token endpoint answered what is not JSON", e);
        }
    }

    /** RFC 6749 section 2.3.1: both parts are encoded as in forms before they are joined. */
    private String authorization() {
        String secret = settings.clientSecret().exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        String pair = encoded(settings.clientId()) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
