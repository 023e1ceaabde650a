package dev.hardening.core.settings;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the known name that a misspelt one was probably meant to be. */
final class NearName {

    private static final int SHORTEST = 5;
    private static final int LONG_NAME = 10;

    private NearName() {}

    /** Returns the nearest known name within one edit, or two for long names, or null when none is that near. */
    static @Nullable String of(String name, Collection<String> known) {
        if (name.length() < SHORTEST) {
            return null;
        }
        int best = (name.length() >= LONG_NAME ? 2 : 1) + 1;
        String nearest = null;
        for (String candidate : known) {
            if (Math.abs(candidate.length() - name.length()) < best) {
                int distance = distance(name, candidate);
                if (distance < best) {
                    best = distance;
                    nearest = candidate;
                }
            }
        }
        return nearest;
    }

    /** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours cost one each. */
    static int distance(String a, String b) {
        int[] older = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int value = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                current[j] = swapped ? Math.min(value, older[j - 2] + 1) : value;
            }
            int[] spare = older;
            older = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
