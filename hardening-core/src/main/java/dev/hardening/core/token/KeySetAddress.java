package dev.hardening.core.token;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides which addresses keys may be fetched from: https, and http to this very machine where that is allowed. A query may
 * stand in the address of the keys, as some issuers have it, and never in an issuer (OpenID Connect Core section 2).
 */
final class KeySetAddress {

    private KeySetAddress() {}

    /** Returns the address of keys, or throws with a text that does not repeat it. */
    static URI checked(String text, boolean loopbackHttp) {
        URI uri = parse(text, loopbackHttp);
        if (uri == null) {
            throw refused(ExternalIssuer.JWKS_URL.name(), "is not an https URL without user and fragment");
        }
        return uri;
    }

    /** Throws with a text that does not repeat it unless this may be the URL of an issuer. */
    static void checkIssuer(String text, boolean loopbackHttp) {
        URI uri = parse(text, loopbackHttp);
        if (uri == null || uri.getRawQuery() != null) {
            throw refused(ExternalIssuer.ISSUER.name(), "is not an https URL without user, query and fragment");
        }
    }

    private static InvalidSettingsException refused(String name, String message) {
        return new InvalidSettingsException(Problem.refuse(
                ProblemCode.MALFORMED,
                name,
                message,
                "write https://host/path; http to this machine is for development and tests only"));
    }

    static @Nullable URI parse(String text, boolean loopbackHttp) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return null;
        }
        boolean good = scheme.equals("https") || (scheme.equals("http") && loopbackHttp && isLoopback(host));
        return good ? uri : null;
    }

    private static boolean isLoopback(String host) {
        return host.equals("127.0.0.1") || host.equals("[::1]") || host.equals("localhost");
    }
}
