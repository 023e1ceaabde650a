package dev.hardening.servlet.support;

import dev.hardening.core.request.CookieHeader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which a client is known from an earlier log-in, so that others cannot lock it out. What it holds is the
 * log-in service's business: give it to the attempt that {@link #read} returns, and {@link #write} what the service answers.
 *
 * <p>It has {@code HttpOnly}, {@code SameSite=Strict} and {@code Path=/}; over https also {@code Secure}, and then its name
 * begins with {@code __Host-}, so that no other host and nobody on the way can set it. Immutable and safe for use by many
 * threads.
 */
public final class DeviceCookie {

    private static final String HOST = "__Host-";
    private static final int LONGEST = 4096;

    private final String bareName;
    private final Duration life;

    /**
     * Names the cookie.
     *
     * @param name without {@code __Host-}, which may stand there all the same
     * @param life how long browsers keep it, 1 minute to 400 days
     * @throws IllegalArgumentException when the name is no token (RFC 6265 section 4.1.1) or has another prefix, or the life
     *     is none that browsers keep
     */
    public DeviceCookie(String name, Duration life) {
        this.bareName = name.startsWith(HOST) ? name.substring(HOST.length()) : name;
        if (bareName.isEmpty()
                || bareName.startsWith("__")
                || !bareName.chars().allMatch(c -> c > ' ' && c < 0x7F && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0)) {
            throw new IllegalArgumentException("the name of a cookie is a token without a prefix but __Host-");
        }
        if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(Duration.ofDays(400)) > 0) {
            throw new IllegalArgumentException("a device cookie lives 1 minute to 400 days, not " + life);
        }
        this.life = life;
    }

    private String name(Exchange exchange) {
        return exchange.context().isSecure() ? HOST + bareName : bareName;
    }

    /** Returns the value that the client sends, or null when it sends none, more than one or one that is too long. */
    public @Nullable String read(Exchange exchange) {
        @Nullable String[] value = new @Nullable String[1];
        int found = CookieHeader.find(exchange, name(exchange), value);
        String only = value[0];
        return found == 1 && only != null && only.length() <= LONGEST ? only : null;
    }

    /**
     * Gives the client a value, before the answer begins.
     *
     * @throws IllegalArgumentException when it fits in no cookie
     */
    public void write(String value, Exchange exchange) {
        if (value.isEmpty() || value.length() > LONGEST || !value.chars().allMatch(DeviceCookie::isCookieOctet)) {
            throw new IllegalArgumentException("the log-in service gave a device that fits in no cookie");
        }
        String secure = exchange.context().isSecure() ? "; Secure" : "";
        exchange.response()
                .append(
                        "Set-Cookie",
                        name(exchange) + "=" + value + "; Path=/; Max-Age=" + life.toSeconds() + secure
                                + "; HttpOnly; SameSite=Strict");
    }

    /** RFC 6265 section 4.1.1. */
    private static boolean isCookieOctet(int c) {
        return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
    }
}
