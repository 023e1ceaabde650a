package dev.hardening.core.input;

/** Tells whether a style runs a script: as the value of an attribute, or as a declaration that is the whole text. */
final class StyleText {

    private static final String[] ACTIVE = {
        "expression(", "javascript:", "vbscript:", "-moz-binding", "@import", "data:text/html"
    };

    private static final String BEHAVIOR = "behavior:";
    private static final String EXPRESSION = "expression";

    /** The properties that scripts were hidden in; with others, {@code name: expression(x)} is code or prose. */
    private static final String[] PROPERTIES = {
        "width",
        "height",
        "top",
        "left",
        "right",
        "bottom",
        "color",
        "background",
        "background-color",
        "background-image",
        "display",
        "position",
        "font-size",
        "font-family",
        "margin",
        "padding",
        "border",
        "zoom",
        "xss"
    };

    private static final int MOST_BLANKS = 16;
    private static final int LONGEST_ESCAPE = 6;

    private StyleText() {}

    /** Tells whether the value of a {@code style} attribute is active, in whatever way its words are written. */
    static boolean isActive(CharSequence text, int start, int end) {
        StringBuilder plain = plain(text, start, end);
        for (String active : ACTIVE) {
            if (plain.indexOf(active) >= 0) {
                return true;
            }
        }
        int behavior = plain.indexOf(BEHAVIOR);
        while (behavior > 0 && plain.charAt(behavior - 1) == '-') {
            behavior = plain.indexOf(BEHAVIOR, behavior + 1);
        }
        return behavior >= 0;
    }

    /** Tells whether the bracket opens the expression of a known property, as in {@code width: expression(}. */
    static boolean isExpression(CharSequence text, int bracket) {
        int i = bracket - EXPRESSION.length();
        if (!Ascii.hasAt(text, i, bracket, EXPRESSION)) {
            return false;
        }
        i = skipBlanksBack(text, i);
        if (i == 0 || text.charAt(i - 1) != ':') {
            return false;
        }
        i = skipBlanksBack(text, i - 1);
        for (String property : PROPERTIES) {
            if (Ascii.hasAt(text, i - property.length(), i, property)) {
                return true;
            }
        }
        return false;
    }

    private static int skipBlanksBack(CharSequence text, int from) {
        int i = from;
        while (i > 0 && from - i < MOST_BLANKS && text.charAt(i - 1) <= ' ') {
            i--;
        }
        return i;
    }

    /** In lower case, without character references, escapes, comments and blanks. */
    private static StringBuilder plain(CharSequence text, int start, int end) {
        StringBuilder references = new StringBuilder(end - start);
        int i = start;
        while (i < end) {
            char c = text.charAt(i);
            long decoded = c == '&' ? CharacterReference.read(text, i, end) : Decoded.NOTHING;
            references.appendCodePoint(decoded == Decoded.NOTHING ? c : Decoded.codePoint(decoded));
            i = decoded == Decoded.NOTHING ? i + 1 : Decoded.end(decoded);
        }
        return withoutEscapes(references);
    }

    private static StringBuilder withoutEscapes(CharSequence text) {
        StringBuilder plain = new StringBuilder(text.length());
        char open = ' ';
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == open) {
                open = ' ';
            } else if (open == ' ' && (c == '"' || c == '\'')) {
                open = c;
            }
            if (c == '\\') {
                i = escape(text, i + 1, plain);
            } else if (open == ' ' && c == '/' && i + 1 < text.length() && text.charAt(i + 1) == '*') {
                i = commentEnd(text, i + 2);
            } else {
                if (c > ' ') {
                    plain.append(Ascii.lower(c));
                }
                i++;
            }
        }
        return plain;
    }

    private static int escape(CharSequence text, int start, StringBuilder plain) {
        int value = 0;
        int i = start;
        while (i < text.length() && i < start + LONGEST_ESCAPE && Ascii.hex(text.charAt(i)) >= 0) {
            value = value << 4 | Ascii.hex(text.charAt(i));
            i++;
        }
        if (i > start && value < 0x80) {
            plain.append(Ascii.lower((char) value));
        }
        return i;
    }

    private static int commentEnd(CharSequence text, int start) {
        int i = start;
        while (i + 1 < text.length() && (text.charAt(i) != '*' || text.charAt(i + 1) != '/')) {
            i++;
        }
        return Math.min(i + 2, text.length());
    }
}
