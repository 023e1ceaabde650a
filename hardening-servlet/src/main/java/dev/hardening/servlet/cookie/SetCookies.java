package dev.hardening.servlet.cookie;

import dev.hardening.servlet.support.ExchangeResponse;
import java.util.List;

/** Sets a cookie in place of one of the same name, which an answer must not have twice (RFC 6265 section 4.1.1). */
final class SetCookies {

    private static final String FIELD = "Set-Cookie";

    private SetCookies() {}

    static void replace(ExchangeResponse response, String setCookie) {
        String start = setCookie.substring(0, setCookie.indexOf('=') + 1);
        List<String> others = response.getHeaders(FIELD).stream()
                .filter(other -> !other.startsWith(start))
                .toList();
        response.put(FIELD, setCookie);
        others.forEach(other -> response.append(FIELD, other));
    }
}
