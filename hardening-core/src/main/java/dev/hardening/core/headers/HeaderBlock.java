package dev.hardening.core.headers;

import dev.hardening.core.headers.FieldRules.Rule;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one kind of answer, and the rule for each field that the application sets beside them. Built once;
 * reading it allocates nothing. Immutable and safe for use by many threads.
 */
public final class HeaderBlock {

    /** What becomes of a field that the application sets. */
    public enum Verdict {
        /** It is written as the application asked. */
        PASS,
        /** It takes the place of ours. */
        REPLACE,
        /** It is not written. */
        DROP
    }

    /** Fields that speak to caches in front of the application only (RFC 9213 and its predecessor). */
    private static final Set<String> CACHES_IN_FRONT =
            Set.of("cdn-cache-control", "surrogate-control", "cloudflare-cdn-cache-control");

    private static final String NO_NONCE = "";

    private final String[] names;
    private final String[] values;
    private final boolean[] templates;
    private final FieldRules rules;
    private final boolean nonce;

    HeaderBlock(List<Field> fields, Collection<String> hidden) {
        this.names = fields.stream().map(Field::name).toArray(String[]::new);
        this.values = fields.stream().map(Field::value).toArray(String[]::new);
        this.templates = new boolean[names.length];
        boolean any = false;
        for (int i = 0; i < names.length; i++) {
            templates[i] = fields.get(i).isTemplate();
            any |= templates[i];
        }
        this.nonce = any;
        Map<String, Rule> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        hidden.forEach(name -> byName.put(name, Rule.NEVER));
        for (Field field : fields) {
            byName.put(field.name(), field.mode() == HeaderMode.SET ? Rule.OURS : Rule.THEIRS);
        }
        if (nonce) {
            CACHES_IN_FRONT.forEach(name -> byName.put(name, Rule.NEVER));
            byName.computeIfPresent(
                    HeaderSettings.CACHE_CONTROL, (name, rule) -> rule == Rule.THEIRS ? Rule.IF_PRIVATE : rule);
        }
        this.rules = new FieldRules(byName);
    }

    /** Returns how many fields there are. */
    public int size() {
        return names.length;
    }

    /** Returns the name of a field. */
    public String name(int index) {
        return names[index];
    }

    /** Returns the value of a field. The nonce is not looked at unless the block uses one. */
    public String value(int index, @Nullable String answerNonce) {
        return templates[index]
                ? values[index].replace(ContentSecurityPolicy.PLACEHOLDER, answerNonce == null ? NO_NONCE : answerNonce)
                : values[index];
    }

    /** Tells whether some value needs a nonce. */
    public boolean usesNonce() {
        return nonce;
    }

    /**
     * Decides about a field that the application sets.
     *
     * @param field the field's name in any case
     * @param value the value that the application gives
     * @param current the value that the answer has already, if any
     * @param answerNonce the nonce of this answer, if the block uses one
     */
    public Verdict onApplicationField(
            String field, String value, @Nullable String current, @Nullable String answerNonce) {
        Rule rule = rules.of(field);
        if (rule == null) {
            return Verdict.PASS;
        }
        return switch (rule) {
            case OURS, NEVER -> Verdict.DROP;
            case THEIRS -> isOurs(field, current, answerNonce) ? Verdict.REPLACE : Verdict.PASS;
            case IF_PRIVATE ->
                !isPrivate(value) ? Verdict.DROP : isOurs(field, current, answerNonce) ? Verdict.REPLACE : Verdict.PASS;
        };
    }

    private boolean isOurs(String field, @Nullable String current, @Nullable String answerNonce) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equalsIgnoreCase(field)) {
                return value(i, answerNonce).equals(current);
            }
        }
        return false;
    }

    /** Whether no shared cache may keep an answer with this value (RFC 9111 section 5.2.2). */
    private static boolean isPrivate(String value) {
        boolean denied = false;
        for (String directive : value.toLowerCase(Locale.ROOT).split(",", -1)) {
            String name = directive.strip();
            if (name.equals("public") || name.startsWith("s-maxage")) {
                return false;
            }
            // private="field" speaks of that field only.
            denied |= name.equals("private") || name.equals("no-store");
        }
        return denied;
    }

    /**
     * One field of a block.
     *
     * @param name its name
     * @param value its value, or a policy with the placeholder
     * @param mode who has the last word, never OFF
     */
    record Field(String name, String value, HeaderMode mode) {
        boolean isTemplate() {
            return name.startsWith(HeaderSettings.CSP_FIELD) && value.contains(ContentSecurityPolicy.PLACEHOLDER);
        }
    }
}
