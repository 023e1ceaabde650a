package dev.hardening.servlet.support;

import jakarta.servlet.http.Cookie;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes a cookie with every attribute that it has (RFC 6265 section 4.1.1). Of those that {@code setAttribute} sets, Tomcat 10.1
 * leaves out {@code Partitioned} and Undertow {@code SameSite}, and Undertow shows no filter what it will write.
 */
final class CookieText {

    private static final Set<String> KNOWN =
            Set.of("path", "domain", "max-age", "secure", "httponly", "version", "comment");

    private CookieText() {}

    /**
     * Returns the value of {@code Set-Cookie}.
     *
     * @throws IllegalArgumentException when a value has characters that a cookie cannot have
     */
    static String of(Cookie cookie) {
        String value = cookie.getValue() == null ? "" : cookie.getValue();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        String inner = quoted ? value.substring(1, value.length() - 1) : value;
        if (!inner.chars().allMatch(CookieText::isOctet)) {
            throw new IllegalArgumentException("a cookie's value has a character that no cookie can have");
        }
        StringBuilder text = new StringBuilder(cookie.getName()).append('=').append(value);
        if (cookie.getPath() != null) {
            append(text, "Path", cookie.getPath());
        }
        if (cookie.getDomain() != null) {
            append(text, "Domain", cookie.getDomain());
        }
        if (cookie.getMaxAge() >= 0) {
            append(text, "Max-Age", Integer.toString(cookie.getMaxAge()));
        }
        if (cookie.getSecure()) {
            text.append("; Secure");
        }
        if (cookie.isHttpOnly()) {
            text.append("; HttpOnly");
        }
        for (Map.Entry<String, String> attribute : cookie.getAttributes().entrySet()) {
            if (!KNOWN.contains(attribute.getKey().toLowerCase(Locale.ROOT))) {
                append(text, attribute.getKey(), attribute.getValue());
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        if (!(name + value).chars().allMatch(CookieText::isInAttribute)) {
            throw new IllegalArgumentException("an attribute of a cookie has a character that none can have");
        }
        text.append("; ").append(name);
        if (!value.isEmpty()) {
            text.append('=').append(value);
        }
    }

    private static boolean isOctet(int c) {
        return c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
    }

    private static boolean isInAttribute(int c) {
        return c >= ' ' && c < 0x7f && c != ';';
    }
}
