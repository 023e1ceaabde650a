package dev.hardening.core.secret;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Finds credentials by how they look or where they stand, in one pass. */
final class TokenShapes {

    /** Well-known beginnings of keys; at least eight more characters make a key. */
    private static final String[] PREFIXES = {
        "eyJ",
        "hk_",
        "sk-",
        "sk_live_",
        "sk_test_",
        "rk_live_",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "xoxb-",
        "xoxp-",
        "AKIA"
    };

    private static final String[] SCHEMES = {"bearer", "basic"};
    /** ASCII characters at which something may begin or end; all others are passed over. */
    private static final boolean[] NOTABLE = notable("eEhsrgxAbB=:/?#@\"'<>` \t\r\n");

    private static final int MIN_REST = 8;
    private static final int LONGEST_PLAIN_WORD = 15;

    private TokenShapes() {}

    private static boolean[] notable(String characters) {
        boolean[] table = new boolean[128];
        characters.chars().forEach(c -> table[c] = true);
        return table;
    }

    /** Adds to {@code found} the indices of all characters that look secret; null stands for the empty set. */
    static @Nullable BitSet find(CharSequence text, @Nullable BitSet found) {
        BitSet result = found;
        int userInfo = -1;
        boolean passwordLike = false;
        boolean afterColon = false;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (userInfo < 0 && (c >= NOTABLE.length || !NOTABLE[c])) {
                i++;
                continue;
            }
            long span = secretAt(text, i, c);
            if (span == Span.NONE && c == '@' && userInfo >= 0) {
                span = Span.of(userInfo, i);
            }
            if (span != Span.NONE) {
                result = result == null ? new BitSet(text.length()) : result;
                result.set(Span.from(span), Span.to(span));
            }
            // The user-info of a URL ends at its last @; a slash ends the search unless it may be part of a password.
            if (c == '/' && isAfter(text, i, "://")) {
                userInfo = i + 1;
                passwordLike = false;
                afterColon = false;
            } else if (c == '@') {
                userInfo = userInfo >= 0 ? i : -1;
                passwordLike = false;
                afterColon = false;
            } else if (endsUrl(c) || (!passwordLike && (c == '/' || c == '?' || c == '#'))) {
                userInfo = -1;
            } else {
                passwordLike |= afterColon && (c < '0' || c > '9');
                afterColon |= c == ':';
            }
            i = Math.max(i + 1, span == Span.NONE ? 0 : Span.to(span));
        }
        return result;
    }

    private static long secretAt(CharSequence text, int at, char c) {
        if (c == '=' || c == ':') {
            return SensitiveFields.valueAt(text, at);
        }
        if (!isAlphanumeric(c) || !NOTABLE[c] || !isWordStart(text, at)) {
            return Span.NONE;
        }
        return c == 'b' || c == 'B' ? afterScheme(text, at) : keyAt(text, at);
    }

    private static long keyAt(CharSequence text, int at) {
        for (String prefix : PREFIXES) {
            if (startsWith(text, at, prefix)) {
                int rest = at + prefix.length();
                int end = endOfToken(text, rest, "-_.");
                while (end > rest && text.charAt(end - 1) == '.') {
                    end--;
                }
                return end - rest >= MIN_REST ? Span.of(at, end) : Span.NONE;
            }
        }
        return Span.NONE;
    }

    private static long afterScheme(CharSequence text, int at) {
        for (String scheme : SCHEMES) {
            int space = at + scheme.length();
            if (startsWithIgnoreCase(text, at, scheme) && space < text.length() && text.charAt(space) == ' ') {
                int from = space;
                while (from < text.length() && text.charAt(from) == ' ') {
                    from++;
                }
                int to = endOfToken(text, from, "-._~+/=");
                return isPlainWord(text, from, to) || isParameter(text, to) ? Span.NONE : Span.of(from, to);
            }
        }
        return Span.NONE;
    }

    /** As in "Bearer token expired", which is prose. */
    private static boolean isPlainWord(CharSequence text, int from, int to) {
        if (to - from > LONGEST_PLAIN_WORD) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean fullStop = c == '.' && i == to - 1;
            if ((c < 'a' || c > 'z') && !fullStop) {
                return false;
            }
        }
        return true;
    }

    /** As in the challenge {@code Bearer realm="…"}. */
    private static boolean isParameter(CharSequence text, int end) {
        return end > 0 && end < text.length() && text.charAt(end - 1) == '=' && text.charAt(end) == '"';
    }

    private static int endOfToken(CharSequence text, int from, String punctuation) {
        int end = from;
        while (end < text.length()
                && (isAlphanumeric(text.charAt(end)) || punctuation.indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }

    /** True also after an escape such as {@code \n} or {@code %20}, whose last character is no part of the word. */
    private static boolean isWordStart(CharSequence text, int at) {
        if (at == 0 || !isAlphanumeric(text.charAt(at - 1))) {
            return true;
        }
        boolean afterEscape = at >= 2 && text.charAt(at - 2) == '\\' && "nrtbf".indexOf(text.charAt(at - 1)) >= 0;
        return afterEscape || (at >= 3 && text.charAt(at - 3) == '%');
    }

    private static boolean endsUrl(char c) {
        return c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`';
    }

    private static boolean isAfter(CharSequence text, int at, String end) {
        return at + 1 >= end.length() && startsWith(text, at + 1 - end.length(), end);
    }

    private static boolean startsWith(CharSequence text, int at, String start) {
        if (at + start.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < start.length(); i++) {
            if (text.charAt(at + i) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWithIgnoreCase(CharSequence text, int at, String lowerCase) {
        if (at + lowerCase.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if ((text.charAt(at + i) | 0x20) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
