package dev.hardening.core.flags;

/** One name in three spellings: {@code newDashboard}, {@code new-dashboard} and {@code NEW_DASHBOARD} are the same. */
final class FlagName {

    private static final int LONGEST = 64;

    private FlagName() {}

    /**
     * Returns the name in upper case with underscores between its words. A word that begins with a digit belongs to the one
     * before it, because in camel case nothing would stand between them.
     *
     * @throws IllegalArgumentException when it is no name
     */
    static String upper(String name) {
        if (name.length() > LONGEST) {
            throw notAName();
        }
        StringBuilder upper = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '-' || c == '_') {
                if (i == 0 || i == name.length() - 1 || !isWordChar(name.charAt(i + 1))) {
                    throw notAName();
                }
                if (!isDigit(name.charAt(i + 1))) {
                    upper.append('_');
                }
            } else if (isWordChar(c)) {
                if (isUpper(c) && i > 0 && beginsWord(name, i)) {
                    upper.append('_');
                }
                upper.append(isLower(c) ? (char) (c - 'a' + 'A') : c);
            } else {
                throw notAName();
            }
        }
        if (upper.length() == 0 || upper.length() > LONGEST || isDigit(upper.charAt(0))) {
            throw notAName();
        }
        return upper.toString();
    }

    /**
     * Returns what all spellings of a name have in common: {@code newAB} does not tell whether {@code NEW_AB} or
     * {@code NEW_A_B} is meant, so where words begin does not count.
     *
     * @throws IllegalArgumentException when it is no name
     */
    static String key(String name) {
        return upper(name).replace("_", "");
    }

    /** Tells whether an upper case letter follows a lower one or a digit, or is the last of several before a lower one. */
    private static boolean beginsWord(String name, int i) {
        char before = name.charAt(i - 1);
        boolean endsAcronym = isUpper(before) && i + 1 < name.length() && isLower(name.charAt(i + 1));
        return isLower(before) || (isDigit(before) && mixesCase(name)) || endsAcronym;
    }

    private static boolean mixesCase(String name) {
        return name.chars().anyMatch(c -> isLower((char) c));
    }

    /** Returns the camel case spelling of a name in upper case. */
    static String camel(String upper) {
        StringBuilder camel = new StringBuilder(upper.length());
        boolean begins = false;
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (c == '_') {
                begins = true;
            } else {
                camel.append(isUpper(c) && !begins ? (char) (c - 'A' + 'a') : c);
                begins = false;
            }
        }
        return camel.toString();
    }

    private static IllegalArgumentException notAName() {
        return new IllegalArgumentException("a flag's name has 1 to " + LONGEST
                + " letters and digits, in camel case or with hyphens or underscores");
    }

    private static boolean isWordChar(char c) {
        return isLower(c) || isUpper(c) || isDigit(c);
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
