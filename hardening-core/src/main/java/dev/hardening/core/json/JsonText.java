package dev.hardening.core.json;

/**
 * Quotes text as a JSON string that is safe on one line, in a terminal and, if asked, in HTML.
 *
 * <p>Beside what RFC 8259 section 7 demands, it escapes what harms the reader of a log: DEL and the C1 controls
 * (U+009B begins a terminal sequence, U+0085 is a line break to some), U+2028 and U+2029, the marks that reorder the
 * characters around them (U+200E, U+200F, U+202A–U+202E, U+2066–U+2069), the byte order mark, and half surrogate pairs,
 * which have no UTF-8 form.
 */
public final class JsonText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final boolean[] PLAIN = plain("\"\\");
    private static final boolean[] PLAIN_IN_HTML = plain("\"\\<>&'");

    private JsonText() {}

    /**
     * Appends the text as a JSON string, quotes included. A text with nothing to escape is appended in one go and
     * allocates nothing.
     */
    public static void quote(CharSequence text, StringBuilder out) {
        quote(text, out, false);
    }

    static void quote(CharSequence text, StringBuilder out, boolean htmlSafe) {
        boolean[] plain = htmlSafe ? PLAIN_IN_HTML : PLAIN;
        int length = text.length();
        int run = 0;
        out.append('"');
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80 ? plain[c] : isPlain(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, run, i);
            escape(c, out);
            run = i + 1;
        }
        if (run == 0) {
            out.append(text);
        } else {
            out.append(text, run, length);
        }
        out.append('"');
    }

    private static boolean isPlain(char c) {
        if (c < 0x2000) {
            return c >= 0xA0;
        }
        if (c < 0x2070) {
            boolean reorders =
                    c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
            return !reorders && c != 0x2028 && c != 0x2029;
        }
        return !Character.isSurrogate(c) && c != 0xFEFF;
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u")
                        .append(HEX[c >> 12])
                        .append(HEX[c >> 8 & 0xF])
                        .append(HEX[c >> 4 & 0xF])
                        .append(HEX[c & 0xF]);
        }
    }

    private static boolean[] plain(String escaped) {
        boolean[] plain = new boolean[0x80];
        for (char c = ' '; c < 0x7F; c++) {
            plain[c] = escaped.indexOf(c) < 0;
        }
        return plain;
    }
}
