package dev.hardening.core.token;

import dev.hardening.core.request.CookieHeader;
import dev.hardening.core.request.RequestFacts;
import org.jspecify.annotations.Nullable;

/**
 * The cookie with the log-in that is under way. Over https it has the prefix {@code __Host-}, so that no neighbour below
 * the same domain can plant one of its own, which is worth more than a path; over http, on a developer's machine, it
 * has the path of the callback. Only the log-in that was begun last is kept: a browser has one such cookie.
 */
final class OidcCookie {

    static final int LONGEST = 4096;
    private static final String NAME = "oidc-login";

    private final String name;
    private final String attributes;

    OidcCookie(OidcSettings settings) {
        boolean secure = settings.publicOrigin().scheme().equals("https");
        this.name = secure ? "__Host-" + NAME : NAME;
        this.attributes = (secure ? "; Path=/; Secure" : "; Path=" + settings.callbackPath())
                // The issuer sends the browser back from another site, where Strict cookies stay behind.
                + "; HttpOnly; SameSite=Lax";
    }

    /** Returns what the seal binds a value to. */
    String name() {
        return name;
    }

    /** Returns the value of {@code Set-Cookie} that gives it to the browser. */
    String set(String value) {
        return name + "=" + value + "; Max-Age=" + OidcTransaction.LIFE.toSeconds() + attributes;
    }

    /** Returns the value of {@code Set-Cookie} that takes it away. */
    String cleared() {
        return name + "=; Max-Age=0" + attributes;
    }

    /** Returns the value that the browser sends, or null when it sends none, or two of which nobody knows who set them. */
    @Nullable
    String read(RequestFacts request) {
        @Nullable String[] value = new @Nullable String[1];
        String only = CookieHeader.find(request, name, value) == 1 ? value[0] : null;
        return only == null || only.length() > LONGEST ? null : only;
    }
}
