package dev.hardening.core.headers;

import dev.hardening.core.headers.ContentSecurityPolicy.Directive;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the mistakes in a policy. Messages name directives and keywords of the standard and places, but never repeat
 * foreign text, which may be something secret in the wrong variable.
 */
final class PolicyCheck {

    private static final Function<String, @Nullable String> SOURCE = SourceCheck::mistake;
    private static final Function<String, @Nullable String> ANCESTOR = SourceCheck::ancestorMistake;

    private static final Map<String, Function<String, @Nullable String>> DIRECTIVES = Map.ofEntries(
            Map.entry("default-src", SOURCE),
            Map.entry("script-src", SOURCE),
            Map.entry("script-src-elem", SOURCE),
            Map.entry("script-src-attr", SOURCE),
            Map.entry("style-src", SOURCE),
            Map.entry("style-src-elem", SOURCE),
            Map.entry("style-src-attr", SOURCE),
            Map.entry("img-src", SOURCE),
            Map.entry("font-src", SOURCE),
            Map.entry("connect-src", SOURCE),
            Map.entry("media-src", SOURCE),
            Map.entry("object-src", SOURCE),
            Map.entry("child-src", SOURCE),
            Map.entry("frame-src", SOURCE),
            Map.entry("worker-src", SOURCE),
            Map.entry("manifest-src", SOURCE),
            Map.entry("fenced-frame-src", SOURCE),
            Map.entry("base-uri", ANCESTOR),
            Map.entry("form-action", ANCESTOR),
            Map.entry("frame-ancestors", ANCESTOR),
            Map.entry(
                    "sandbox",
                    value -> value.startsWith("allow-") ? null : "has a word that does not begin with allow-"),
            Map.entry("upgrade-insecure-requests", value -> "takes no value"),
            Map.entry("block-all-mixed-content", value -> "takes no value"),
            Map.entry("require-trusted-types-for", value -> value.equals("'script'") ? null : "knows only 'script'"),
            Map.entry("trusted-types", value -> null),
            Map.entry(
                    "webrtc",
                    value -> value.equals("'allow'") || value.equals("'block'") ? null : "knows 'allow' and 'block'"),
            Map.entry("report-uri", value -> value.indexOf('\'') < 0 ? null : "holds a quote"),
            Map.entry(
                    "report-to",
                    value -> value.indexOf('\'') < 0 && value.indexOf('/') < 0
                            ? null
                            : "is the name of a group, not an address"));

    private static final Map<String, String> GONE = Map.of(
            "plugin-types", "browsers have removed it; use object-src 'none'",
            "referrer", "browsers have removed it; use Referrer-Policy",
            "reflected-xss", "browsers have removed it",
            "prefetch-src", "browsers have removed it; default-src covers prefetching",
            "navigate-to", "no browser ever had it",
            "require-sri-for", "browsers have removed it; use Integrity-Policy");

    private final String name;
    private final List<Problem> problems = new ArrayList<>();

    private PolicyCheck(String name) {
        this.name = name;
    }

    static List<Problem> problems(String name, String text, List<Directive> directives) {
        PolicyCheck check = new PolicyCheck(name);
        if (directives.isEmpty()) {
            check.add("has no directive", "write at least default-src 'none'");
        }
        if (!text.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\t')) {
            check.add(
                    "has a control character or one beyond ASCII, perhaps a curly quote",
                    "write straight quotes, and other characters as percent escapes or xn-- names");
        } else if (text.indexOf(',') >= 0) {
            check.add(
                    "has a comma, at which browsers begin another policy",
                    "separate sources by spaces and directives by semicolons");
        } else {
            check.directives(directives);
        }
        return check.problems;
    }

    private void directives(List<Directive> directives) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < directives.size(); i++) {
            Directive directive = directives.get(i);
            Function<String, @Nullable String> rule = DIRECTIVES.get(directive.name());
            if (rule == null) {
                unknown(i + 1, directive.name());
            } else if (seen.add(directive.name())) {
                values(directive, rule);
            } else {
                add(
                        directive.name() + " stands twice, and browsers ignore the second",
                        "put all sources into the first");
            }
        }
    }

    private void unknown(int place, String directive) {
        String gone = GONE.get(directive);
        if (gone != null) {
            add(directive + " has no effect: " + gone, "leave it out");
        } else {
            add(
                    "directive " + place + " is not one that browsers know",
                    "correct its name, such as script-src; a semicolon may be missing before or too many");
        }
    }

    private void values(Directive directive, Function<String, @Nullable String> rule) {
        List<String> values = directive.values();
        for (String value : values) {
            String mistake = injected(value);
            mistake = mistake != null ? mistake : rule.apply(value);
            if (mistake != null) {
                add(directive.name() + ": " + mistake, "correct the value");
            }
        }
        if (values.size() > 1 && values.stream().anyMatch(value -> value.equalsIgnoreCase("'none'"))) {
            add(
                    directive.name() + ": 'none' stands beside other values, and browsers ignore it",
                    "leave one of them out");
        }
        if (hasKeyword(values, "'strict-dynamic'") && values.stream().noneMatch(PolicyCheck::isTrustAnchor)) {
            add(
                    directive.name() + ": 'strict-dynamic' without a nonce or hash lets no script run",
                    "add 'nonce-{nonce}'");
        }
        boolean needsValue = directive.name().startsWith("report-")
                || directive.name().equals("webrtc")
                || directive.name().equals("require-trusted-types-for");
        if (needsValue && values.isEmpty()) {
            add(directive.name() + " has no value", "give it one, or leave it out");
        }
    }

    private static boolean hasKeyword(List<String> values, String keyword) {
        return values.stream().anyMatch(value -> value.equalsIgnoreCase(keyword));
    }

    private static boolean isTrustAnchor(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.startsWith("'nonce-") || lower.startsWith("'sha");
    }

    /** A value given by code may hold what separates values and directives. */
    private static @Nullable String injected(String value) {
        if (value.isEmpty() || value.chars().anyMatch(c -> c == ' ' || c == '\t' || c == ';')) {
            return "a value is empty or holds a space or semicolon; give each source as a value of its own";
        }
        return null;
    }

    private void add(String message, String cure) {
        problems.add(Problem.refuse(ProblemCode.POLICY_INVALID, name, message, cure));
    }
}
