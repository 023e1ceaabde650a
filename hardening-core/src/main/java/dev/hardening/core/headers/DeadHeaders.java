package dev.hardening.core.headers;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields that browsers no longer obey, or that do harm where one still does. */
final class DeadHeaders {

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry(
                    "x-xss-protection",
                    "browsers have removed the filter, because it opened holes of its own; only the value 0 is harmless"),
            Map.entry("expect-ct", "every certificate has to be logged since 2021 without it"),
            Map.entry("x-download-options", "only Internet Explorer knew it"),
            Map.entry("report-to", "Reporting-Endpoints has taken its place"),
            Map.entry("public-key-pins", "browsers have removed pinning, because it locked owners out"),
            Map.entry("public-key-pins-report-only", "browsers have removed pinning"),
            Map.entry("feature-policy", "Permissions-Policy has taken its place"),
            Map.entry("x-content-security-policy", "Content-Security-Policy has taken its place"),
            Map.entry("x-webkit-csp", "Content-Security-Policy has taken its place"),
            Map.entry("p3p", "no browser reads it"),
            Map.entry("pragma", "it means nothing in an answer (RFC 9111 section 5.4); use Cache-Control"));

    private DeadHeaders() {}

    /** Returns why nobody should send this field with this value, or null when it is alive. */
    static @Nullable String reason(String name, String value) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.equals("x-xss-protection") && value.equals("0")) {
            return null;
        }
        return REASONS.get(key);
    }
}
