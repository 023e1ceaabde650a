package dev.hardening.core.password;

import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Collection;

/** Knows passwords that nobody may choose, such as the most common ones. Implementations are safe for many threads. */
@FunctionalInterface
public interface PasswordBlocklist {

    /** Tells whether the password may not be chosen. The characters are wiped afterwards, so keep none of them. */
    boolean contains(CharSequence password);

    /** Returns a list without entries. */
    static PasswordBlocklist none() {
        return password -> false;
    }

    /** Returns a list of these passwords in upper and lower case alike. */
    static PasswordBlocklist of(Collection<String> passwords) {
        String[] sorted = passwords.stream()
                .map(password -> String.valueOf(folded(password)))
                .distinct()
                .sorted()
                .toArray(String[]::new);
        return password -> {
            char[] folded = folded(password);
            try {
                // No text is made of the password: nobody could wipe it.
                return Arrays.binarySearch(sorted, CharBuffer.wrap(folded), PasswordBlocklist::order) >= 0;
            } finally {
                Arrays.fill(folded, '\0');
            }
        };
    }

    private static int order(Object a, Object b) {
        return CharSequence.compare((CharSequence) a, (CharSequence) b);
    }

    private static char[] folded(CharSequence password) {
        char[] folded = new char[password.length()];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = Character.toLowerCase(Character.toUpperCase(password.charAt(i)));
        }
        return folded;
    }
}
