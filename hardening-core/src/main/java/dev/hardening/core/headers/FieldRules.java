package dev.hardening.core.headers;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules by the name of a field in whatever case. It is asked for every field that an application sets and mostly answers
 * that there is none, so it looks at the length and two letters first and allocates nothing. Immutable.
 */
final class FieldRules {

    /** What becomes of a field that the application sets. */
    enum Rule {
        /** Ours stays. */
        OURS,
        /** Theirs takes the place of ours. */
        THEIRS,
        /** Nobody's is written. */
        NEVER,
        /** Theirs takes the place of ours when it keeps the answer out of shared caches. */
        IF_PRIVATE
    }

    /** At most a fourth of the places is taken, so that most questions end at the first look. */
    private static final int SPARSE = 4;

    private final @Nullable String[] names;
    private final @Nullable Rule[] rules;
    private final int mask;

    FieldRules(Map<String, Rule> byName) {
        int places = Integer.highestOneBit(Math.max(1, byName.size()) * SPARSE) * 2;
        this.names = new String[places];
        this.rules = new Rule[places];
        this.mask = places - 1;
        byName.forEach((name, rule) -> {
            int place = place(name);
            while (names[place] != null) {
                place = (place + 1) & mask;
            }
            names[place] = name.toLowerCase(Locale.ROOT);
            rules[place] = rule;
        });
    }

    /** Returns the rule for a field, or null when there is none. */
    @Nullable
    Rule of(String name) {
        if (name.isEmpty()) {
            return null;
        }
        int place = place(name);
        for (String known = names[place]; known != null; known = names[place]) {
            if (known.length() == name.length() && known.equalsIgnoreCase(name)) {
                return rules[place];
            }
            place = (place + 1) & mask;
        }
        return null;
    }

    /** Spreads by length, middle and last letter: most names begin with the same few. */
    private int place(String name) {
        int middle = name.charAt(name.length() / 2) | 0x20;
        int last = name.charAt(name.length() - 1) | 0x20;
        int hash = (name.length() * 31 + middle) * 31 + last;
        return (hash ^ (hash >>> 7)) & mask;
    }
}
