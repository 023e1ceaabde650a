package dev.hardening.core.headers;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A Content-Security-Policy (CSP level 3) that browsers obey as it was meant. A policy with a mistake is refused, and
 * every mistake in it is named at once: unknown and repeated directives, keywords without their quotes, {@code 'none'}
 * beside other sources, separators inside a source, characters beyond ASCII, and nonces that are not new each time.
 *
 * <p>{@code 'nonce-{nonce}'} stands for the nonce of the answer. Immutable and safe for use by many threads.
 */
public final class ContentSecurityPolicy {

    /** Stands in a policy where the nonce of the answer belongs. */
    static final String PLACEHOLDER = "{nonce}";

    private final String text;
    private final List<Directive> directives;

    private ContentSecurityPolicy(String text, List<Directive> directives) {
        this.text = text;
        this.directives = List.copyOf(directives);
    }

    /** Starts an empty policy. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a policy as it stands in a header or a server's configuration. Line breaks, with the white space around
     * them, become one space; everything else stays as it is, byte for byte.
     *
     * @throws InvalidSettingsException that names every mistake
     */
    public static ContentSecurityPolicy parse(String text) {
        return parse("Content-Security-Policy", text);
    }

    static ContentSecurityPolicy parse(String name, String text) {
        String folded = folded(text);
        List<Directive> directives = new ArrayList<>();
        for (String part : folded.split(";", -1)) {
            String[] words = part.strip().split("[ \t]+");
            if (!words[0].isEmpty()) {
                directives.add(new Directive(
                        words[0].toLowerCase(Locale.ROOT), List.of(words).subList(1, words.length)));
            }
        }
        return checked(name, folded, directives);
    }

    private static ContentSecurityPolicy checked(String name, String text, List<Directive> directives) {
        List<Problem> problems = PolicyCheck.problems(name, text, directives);
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return new ContentSecurityPolicy(text, directives);
    }

    private static String folded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = i;
            boolean breaks = false;
            while (end < text.length() && isBlank(text.charAt(end))) {
                breaks |= text.charAt(end) == '\r' || text.charAt(end) == '\n';
                end++;
            }
            if (breaks) {
                out.append(' ');
            } else {
                out.append(text, i, end);
            }
            if (end < text.length()) {
                out.append(text.charAt(end));
            }
            i = end + 1;
        }
        return out.toString().strip();
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /** Tells whether each answer needs a nonce of its own. */
    public boolean usesNonce() {
        return text.contains(PLACEHOLDER);
    }

    /** Returns the policy with the nonce filled in wherever it belongs. */
    public String text(String nonce) {
        return text.replace(PLACEHOLDER, nonce);
    }

    /** Returns the distinct keywords of the policy that give up a part of its protection, such as 'unsafe-inline'. */
    public List<String> unsafeSources() {
        return directives.stream()
                .flatMap(directive -> directive.values().stream())
                .map(value -> value.toLowerCase(Locale.ROOT))
                .filter(value -> value.contains("unsafe-"))
                .distinct()
                .toList();
    }

    /** Tells whether the policy has the directive, whose name is in lower case. */
    boolean has(String directive) {
        return directives.stream().anyMatch(d -> d.name().equals(directive));
    }

    /** Returns the policy without one directive. */
    ContentSecurityPolicy without(String directive) {
        List<Directive> rest =
                directives.stream().filter(d -> !d.name().equals(directive)).toList();
        return rest.size() == directives.size() ? this : new ContentSecurityPolicy(joined(rest), rest);
    }

    /** Returns the policy with both ways to say where reports go, unless it says where itself. */
    ContentSecurityPolicy reportingTo(String target, String group) {
        if (has("report-uri") || has("report-to")) {
            return this;
        }
        List<Directive> all = new ArrayList<>(directives);
        all.add(new Directive("report-uri", List.of(target)));
        all.add(new Directive("report-to", List.of(group)));
        return new ContentSecurityPolicy(joined(all), all);
    }

    private static String joined(List<Directive> directives) {
        return directives.stream().map(Directive::toString).collect(Collectors.joining("; "));
    }

    /** Returns the policy with the placeholder for the nonce. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * One directive.
     *
     * @param name the name in lower case
     * @param values the words after it
     */
    record Directive(String name, List<String> values) {
        @Override
        public String toString() {
            return values.isEmpty() ? name : name + " " + String.join(" ", values);
        }
    }

    /** Collects directives. Not safe for use by several threads. */
    public static final class Builder {
        private final List<Directive> directives = new ArrayList<>();

        private Builder() {}

        /** Adds a directive with its values, keywords in single quotes: {@code directive("img-src", "'self'")}. */
        public Builder directive(String name, String... values) {
            directives.add(new Directive(name.toLowerCase(Locale.ROOT), List.of(values)));
            return this;
        }

        /**
         * Returns the policy.
         *
         * @throws InvalidSettingsException that names every mistake
         */
        public ContentSecurityPolicy build() {
            return checked("Content-Security-Policy", joined(directives), directives);
        }
    }
}
