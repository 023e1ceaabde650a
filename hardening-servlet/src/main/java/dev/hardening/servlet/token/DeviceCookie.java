package dev.hardening.servlet.token;

import dev.hardening.servlet.support.Exchange;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which a client is known from an earlier log-in, so that others cannot lock it out. What it holds is the
 * log-in service's business.
 */
record DeviceCookie(String name, Duration life) {

    private static final int LONGEST = 4096;

    DeviceCookie {
        if (name.isEmpty()
                || !name.chars().allMatch(c -> c > ' ' && c < 0x7F && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0)) {
            throw new IllegalArgumentException("the name of a cookie is a token (RFC 6265 section 4.1.1)");
        }
        if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(Duration.ofDays(400)) > 0) {
            throw new IllegalArgumentException("a device cookie lives 1 minute to 400 days, not " + life);
        }
    }

    /** Returns the value that the client sends, or null when it sends none, more than one or one that is too long. */
    @Nullable
    String read(HttpServletRequest request) {
        Cookie[] all = request.getCookies();
        String value = null;
        for (Cookie cookie : all == null ? new Cookie[0] : all) {
            if (cookie.getName().equals(name)) {
                if (value != null || cookie.getValue().length() > LONGEST) {
                    return null;
                }
                value = cookie.getValue();
            }
        }
        return value;
    }

    void write(String value, Exchange exchange, HttpServletResponse response) {
        if (value.isEmpty() || value.length() > LONGEST || !value.chars().allMatch(DeviceCookie::isCookieOctet)) {
            throw new IllegalStateException("the log-in service gave a device that fits in no cookie");
        }
        String secure = exchange.context().isSecure() ? "; Secure" : "";
        response.addHeader(
                "Set-Cookie",
                name + "=" + value + "; Path=/; Max-Age=" + life.toSeconds() + secure + "; HttpOnly; SameSite=Strict");
    }

    /** RFC 6265 section 4.1.1. */
    private static boolean isCookieOctet(int c) {
        return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
    }
}
