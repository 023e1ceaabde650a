package dev.hardening.core.input;

/**
 * Tells whether an address runs a script. It reads as browsers do (WHATWG URL 4.4): leading control characters and blanks
 * do not count, tabs and line ends count nowhere, the case does not matter; character references stand for their
 * character, as in the value of an attribute.
 */
final class UrlScheme {

    /** How sure it must be that the text is an address. */
    enum Strictness {
        /** The value of an attribute: the scheme alone decides. */
        ADDRESS,

        /** A text that may be prose, such as a title: a scheme counts only when a script may follow it. */
        PERHAPS_PROSE
    }

    private static final String[] SCRIPTS = {"javascript", "vbscript", "livescript"};
    private static final String DATA = "data";

    /** Parts of the media types that browsers show as documents that may hold scripts, or run. */
    private static final String[] ACTIVE_TYPES = {"html", "xml", "xsl", "svg", "javascript", "ecmascript", "jscript"};

    private static final int LONGEST_TYPE = 64;
    private static final int END = -1;

    private final CharSequence text;
    private final int end;
    private int position;
    private boolean obfuscated;

    private UrlScheme(CharSequence text, int start, int end) {
        this.text = text;
        this.position = start;
        this.end = end;
    }

    /** Tells whether the address that starts here, leading blanks included, is active. */
    static boolean isActive(CharSequence text, int start, int end, Strictness strictness) {
        int first = start;
        while (first < end && text.charAt(first) <= ' ') {
            first++;
        }
        if (first == end || "jvldJVLD&".indexOf(text.charAt(first)) < 0) {
            return false;
        }
        return new UrlScheme(text, first, end).isActive(strictness);
    }

    private boolean isActive(Strictness strictness) {
        int c = next();
        while (c >= 0 && c <= ' ') {
            c = next();
        }
        StringBuilder scheme = new StringBuilder(DATA.length());
        while (c != ':') {
            if (c < 0 || c >= 0x80 || !Ascii.isLetter((char) c) || scheme.length() > SCRIPTS[0].length()) {
                return false;
            }
            scheme.append(Ascii.lower((char) c));
            c = nextOfAddress();
        }
        String name = scheme.toString();
        if (name.equals(DATA)) {
            return isActiveType();
        }
        for (String script : SCRIPTS) {
            if (name.equals(script)) {
                return strictness == Strictness.ADDRESS
                        || obfuscated
                        || !name.equals(SCRIPTS[0])
                        || !ScriptProse.isProse(text, position, end);
            }
        }
        return false;
    }

    /** The media type stands between the colon and the first comma or semicolon. */
    private boolean isActiveType() {
        StringBuilder type = new StringBuilder(LONGEST_TYPE);
        int c = nextOfAddress();
        while (c >= 0 && c != ',' && c != ';') {
            if (c > ' ' || type.length() > 0) {
                type.append(c < 0x80 ? Ascii.lower((char) c) : '?');
            }
            if (type.length() > LONGEST_TYPE) {
                return false;
            }
            c = nextOfAddress();
        }
        if (c < 0 || type.indexOf("/") < 0) {
            return false;
        }
        for (String active : ACTIVE_TYPES) {
            if (type.indexOf(active) >= 0) {
                return true;
            }
        }
        return false;
    }

    private int nextOfAddress() {
        int c = next();
        while (c == '\t' || c == '\n' || c == '\r') {
            obfuscated = true;
            c = next();
        }
        return c;
    }

    private int next() {
        if (position >= end) {
            return END;
        }
        char c = text.charAt(position);
        if (c == '&') {
            long decoded = CharacterReference.read(text, position, end);
            if (decoded != Decoded.NOTHING) {
                obfuscated = true;
                position = Decoded.end(decoded);
                return Decoded.codePoint(decoded);
            }
        }
        position++;
        return c;
    }
}
