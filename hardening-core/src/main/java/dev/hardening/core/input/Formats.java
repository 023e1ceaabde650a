package dev.hardening.core.input;

import dev.hardening.core.net.HostName;
import java.util.function.IntPredicate;

/** The formats of words and names, one pass each. */
final class Formats {

    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";
    private static final int LONGEST_IDENTIFIER = 64;
    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_EMAIL = 254;
    private static final int UUID_LENGTH = 36;

    private Formats() {}

    static boolean isUpperSnakeCase(String text) {
        return all(text, 0, text.length(), c -> isUpper(c) || isDigit(c) || c == '_') && isUpper(text.charAt(0));
    }

    static boolean isLowerSnakeCase(String text) {
        return all(text, 0, text.length(), c -> isLower(c) || c == '_');
    }

    static boolean isIdentifier(String text) {
        return text.length() <= LONGEST_IDENTIFIER
                && all(text, 0, text.length(), c -> isLetterOrDigit(c) || c == '_' || c == '-');
    }

    static boolean isDigits(String text) {
        return all(text, 0, text.length(), Formats::isDigit);
    }

    static boolean isHex(String text) {
        return text.length() % 2 == 0 && all(text, 0, text.length(), Formats::isHexDigit);
    }

    static boolean isToken(String text) {
        return all(text, 0, text.length(), Formats::isTokenChar);
    }

    static boolean isUuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = text.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? c != '-' : !isHexDigit(c)) {
                return false;
            }
        }
        return true;
    }

    static boolean isEmail(String text) {
        int at = text.length() > LONGEST_EMAIL ? -1 : text.indexOf('@');
        if (at < 1 || at > LONGEST_LOCAL_PART || text.charAt(0) == '.' || text.charAt(at - 1) == '.') {
            return false;
        }
        for (int i = 0; i < at; i++) {
            char c = text.charAt(i);
            if (!isTokenChar(c) && "/=?{}".indexOf(c) < 0) {
                return false;
            }
            if (c == '.' && text.charAt(i - 1) == '.') {
                return false;
            }
        }
        String domain = text.substring(at + 1);
        HostName host = domain.endsWith(".") ? null : HostName.tryParse(domain);
        return host != null && host.address() == null && domain.indexOf('.') > 0;
    }

    /** Tells whether there is at least one character and all of them are of one kind. */
    static boolean all(CharSequence text, int from, int to, IntPredicate kind) {
        for (int i = from; i < to; i++) {
            if (!kind.test(text.charAt(i))) {
                return false;
            }
        }
        return from < to;
    }

    static boolean isTokenChar(int c) {
        return isLetterOrDigit(c) || TOKEN_SIGNS.indexOf(c) >= 0;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHexDigit(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetterOrDigit(int c) {
        return isUpper(c) || isLower(c) || isDigit(c);
    }
}
