package dev.hardening.core.signature;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads a structured field (RFC 8941) from left to right, in the one spelling that section 4.1 serialises it in: what is
 * signed is taken as it stands, so it must stand in that form. Only between members of a dictionary may blanks vary.
 */
final class StructuredText {

    private final String text;
    private int at;

    StructuredText(String text) {
        this.text = text;
    }

    int position() {
        return at;
    }

    String since(int start) {
        return text.substring(start, at);
    }

    /** Tells whether the character is at hand, and steps over it if so. */
    boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char c) throws Unsigned {
        if (!take(c)) {
            throw malformed();
        }
    }

    static Unsigned malformed() {
        return Unsigned.because(SignatureFault.MALFORMED);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    /** Steps over the comma to the next member; false at the end. */
    boolean isFollowed() throws Unsigned {
        skipBlanks();
        if (at == text.length()) {
            return false;
        }
        expect(',');
        skipBlanks();
        return true;
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    /** Reads a key (section 3.1.2). */
    String key() throws Unsigned {
        int start = at;
        if (!isLower(peek()) && peek() != '*') {
            throw malformed();
        }
        while (isLower(peek()) || isDigit(peek()) || "_-.*".indexOf(peek()) >= 0) {
            at++;
        }
        return since(start);
    }

    /** Reads a string (section 3.3.3) and resolves its escapes. */
    String string() throws Unsigned {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (peek() != '"') {
            char c = peek();
            if (c == '\\') {
                at++;
                c = peek();
                if (c != '"' && c != '\\') {
                    throw malformed();
                }
            } else if (c < ' ' || c > '~') {
                throw malformed(); // or the end
            }
            value.append(c);
            at++;
        }
        at++;
        return value.toString();
    }

    /** Reads bytes (section 3.3.5). */
    byte[] bytes() throws Unsigned {
        expect(':');
        int end = text.indexOf(':', at);
        if (end < 0) {
            throw malformed();
        }
        String base64 = text.substring(at, end);
        at = end + 1;
        byte[] value = decoded(base64);
        if (value == null) {
            throw malformed();
        }
        return value;
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Reads any bare item, and returns its spelling. */
    String item() throws Unsigned {
        int start = at;
        char c = peek();
        if (c == '"') {
            string();
        } else if (c == ':') {
            bytes();
        } else if (c == '?') {
            at++;
            if (!take('0') && !take('1')) {
                throw malformed();
            }
        } else if (c == '-' || isDigit(c)) {
            at++;
            while (isDigit(peek()) || peek() == '.') {
                at++;
            }
        } else {
            token();
        }
        return since(start);
    }

    /** Reads a token (section 3.3.4). */
    private void token() throws Unsigned {
        int start = at;
        while (peek() > ' ' && peek() <= '~' && "\"(),;<=>?@[\\]{}".indexOf(peek()) < 0) {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
