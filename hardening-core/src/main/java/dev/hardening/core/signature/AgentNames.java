package dev.hardening.core.signature;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The names of agents that have secrets of their own, and those that read like one of them: in other letter case or width,
 * with blanks around them or with characters that nobody sees. Immutable.
 */
final class AgentNames {

    private static final int LONGEST = 100;

    /** No name has more characters in any of its spellings. */
    private static final int LONGEST_SPELLING = 4 * LONGEST;

    private final Set<String> own;
    private final Set<String> plain = new HashSet<>();

    AgentNames(Set<String> own) {
        this.own = own;
        own.forEach(name -> plain.add(plain(name)));
    }

    /** Tells whether a name is none of these and could be taken for one. */
    boolean isLookAlike(String name) {
        return !own.isEmpty() && !own.contains(name) && plain.contains(plain(name));
    }

    /** Tells whether logs and limits can hold a name as it is. */
    static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST
                && name.codePoints().noneMatch(c -> isUnseen(c) || c == 0x2028 || c == 0x2029);
    }

    private static boolean isUnseen(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }

    /** Chooses how the character before it looks, or joins two that nobody sees joined. */
    private static boolean isSelector(int c) {
        return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || c == 0x034F;
    }

    /** Returns what all spellings of a name have in common. Linear: what is too long for a name is cut before it is composed. */
    private static String plain(String name) {
        StringBuilder seen = new StringBuilder();
        name.codePoints()
                .filter(c -> !isUnseen(c) && !isSelector(c))
                .dropWhile(AgentNames::isBlank)
                .limit(LONGEST_SPELLING)
                .forEach(seen::appendCodePoint);
        String composed = Normalizer.normalize(seen, Normalizer.Form.NFKC);
        return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).strip();
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
