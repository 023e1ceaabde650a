package dev.hardening.core.headers;

import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The rules for fields that settings give by name and value. */
final class FieldCheck {

    private static final Set<String> REFERRER = Set.of(
            "no-referrer",
            "no-referrer-when-downgrade",
            "origin",
            "origin-when-cross-origin",
            "same-origin",
            "strict-origin",
            "strict-origin-when-cross-origin",
            "unsafe-url");

    /** The values that browsers obey, without what may follow a semicolon; another value would protect nothing. */
    private static final Map<String, Set<String>> VALUES = Map.of(
            "x-frame-options", Set.of("deny", "sameorigin"),
            "x-content-type-options", Set.of("nosniff"),
            "referrer-policy", REFERRER,
            "cross-origin-opener-policy",
                    Set.of("same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"),
            "cross-origin-embedder-policy", Set.of("require-corp", "credentialless", "unsafe-none"),
            "cross-origin-resource-policy", Set.of("same-origin", "same-site", "cross-origin"),
            "origin-agent-cluster", Set.of("?1", "?0"),
            "x-xss-protection", Set.of("0"));

    private static final Map<String, String> ELSEWHERE = Map.of(
            "content-security-policy", "is set by CSP",
            "content-security-policy-report-only", "is set by CSP_REPORT_ONLY",
            "strict-transport-security", "is set by HSTS_MAX_AGE_SECONDS and its like",
            "reporting-endpoints", "is set by CSP_REPORT_PATH",
            "content-type", "belongs to each answer",
            "content-length", "belongs to each answer",
            "transfer-encoding", "belongs to the connection",
            "connection", "belongs to the connection",
            "location", "belongs to each answer",
            "set-cookie", "belongs to each answer");

    private FieldCheck() {}

    static void check(String name, String value) {
        String key = name.toLowerCase(Locale.ROOT);
        try {
            new ResponseField(name, value);
        } catch (IllegalArgumentException e) {
            throw refused(ProblemCode.MALFORMED, "header", String.valueOf(e.getMessage()), "correct it");
        }
        String dead = DeadHeaders.reason(name, value);
        if (dead != null) {
            throw refused(ProblemCode.DEAD_HEADER, name, "protects nobody: " + dead, "leave it out");
        }
        String elsewhere = ELSEWHERE.get(key);
        if (elsewhere != null) {
            throw refused(ProblemCode.CONTRADICTION, name, elsewhere, "set it there");
        }
        Set<String> known = VALUES.get(key);
        if (known != null && !Arrays.stream(value.split(",", -1)).allMatch(item -> known.contains(word(item)))) {
            throw refused(
                    ProblemCode.POLICY_INVALID,
                    name,
                    "has a value that browsers ignore",
                    "write one of " + String.join(", ", known.stream().sorted().toList()));
        }
        if (key.equals("permissions-policy")
                && !Arrays.stream(value.split(",", -1)).allMatch(FieldCheck::isPermission)) {
            throw refused(
                    ProblemCode.POLICY_INVALID,
                    name,
                    "has an item that is not feature=(list)",
                    "write items such as camera=() or fullscreen=(self), with commas between");
        }
    }

    private static String word(String item) {
        int semicolon = item.indexOf(';');
        return (semicolon < 0 ? item : item.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isPermission(String item) {
        String text = item.strip();
        int equals = text.indexOf('=');
        if (equals < 1
                || !text.substring(0, equals)
                        .chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z') || c == '-' || (c >= '0' && c <= '9'))) {
            return false;
        }
        String list = text.substring(equals + 1);
        return list.equals("*")
                || list.equals("self")
                || (list.startsWith("(") && list.indexOf(')') >= list.length() - 1 - parameters(list));
    }

    private static int parameters(String list) {
        int semicolon = list.indexOf(';');
        return semicolon < 0 ? 0 : list.length() - semicolon;
    }

    private static InvalidSettingsException refused(ProblemCode code, String name, String message, String cure) {
        return new InvalidSettingsException(Problem.refuse(code, name, message, cure));
    }
}
