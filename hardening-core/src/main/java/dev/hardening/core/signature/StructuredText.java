package dev.hardening.core.signature;

import java.util.Base64;

/**
 * Reads a structured field (RFC 8941) from left to right, in the one spelling that section 4.1 serialises it in: what is
 * signed is taken as it stands, so it must stand in that form. Between members of a dictionary blanks may vary. What is
 * not meant for this service may have any spelling that section 4.2 reads; {@link #isStrict} tells one from the other.
 */
final class StructuredText {

    private final String text;
    private int at;
    private boolean strict = true;

    StructuredText(String text) {
        this.text = text;
    }

    /** Begins a part of which {@link #isStrict} will be asked. */
    void startStrictly() {
        strict = true;
    }

    /** Tells whether everything since the last start stands in the one spelling of section 4.1. */
    boolean isStrict() {
        return strict;
    }

    /** Notes another spelling. */
    void loosen() {
        strict = false;
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

    /** Steps to the next item of an inner list (section 4.2.1.2), or over its end. */
    boolean isInnerListOver(boolean behindItem) throws Unsigned {
        boolean separated = !behindItem || take(' ');
        strict = strict && peek() != ' ';
        skipSpaces();
        if (take(')')) {
            strict = strict && !(behindItem && separated);
            return true;
        }
        if (!separated) {
            throw malformed();
        }
        return false;
    }

    /** Steps to the name of the next parameter (section 4.2.3.2); false when there is none. */
    boolean isParameter() {
        if (!take(';')) {
            return false;
        }
        strict = strict && peek() != ' ';
        skipSpaces();
        return true;
    }

    private void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
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
        try {
            byte[] value = Base64.getDecoder().decode(base64);
            strict = strict && Base64.getEncoder().encodeToString(value).equals(base64);
            return value;
        } catch (IllegalArgumentException e) {
            throw malformed();
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
