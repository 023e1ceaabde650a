package dev.hardening.core.input;

/** The elements that are active themselves. A prefix of a namespace does not count. */
final class ElementNames {

    /** What an element of a name is; the values are bits, to be gathered while a tag is read. */
    static final int HARMLESS = 0;

    static final int SCRIPT = 1 << 2;
    static final int STYLE = 1 << 3;
    static final int EMBEDDED = 1 << 4;

    /** Active with an attribute only: without one, these do nothing in any browser. */
    static final int PAGE = 1 << 5;

    static final int FORM = 1 << 6;

    private static final String[] EMBEDDED_NAMES = {
        "iframe", "object", "embed", "applet", "frame", "frameset", "portal", "fencedframe"
    };
    private static final String[] PAGE_NAMES = {"base", "meta", "link"};

    private static final int SHORTEST = 4;
    private static final int LONGEST = 11;

    private ElementNames() {}

    /** Returns what the element is whose name, perhaps with a prefix, stands here. */
    static int kind(CharSequence text, int start, int end) {
        int local = end;
        while (local > start && end - local <= LONGEST && text.charAt(local - 1) != ':') {
            local--;
        }
        int length = end - local;
        if (length < SHORTEST || length > LONGEST) {
            return HARMLESS;
        } else if (is(text, local, end, "script")) {
            return SCRIPT;
        } else if (is(text, local, end, "style")) {
            return STYLE;
        } else if (is(text, local, end, "form")) {
            return FORM;
        } else if (isOneOf(PAGE_NAMES, text, local, end)) {
            return PAGE;
        }
        return isOneOf(EMBEDDED_NAMES, text, local, end) ? EMBEDDED : HARMLESS;
    }

    private static boolean isOneOf(String[] names, CharSequence text, int start, int end) {
        for (String name : names) {
            if (is(text, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(CharSequence text, int start, int end, String name) {
        return end - start == name.length() && Ascii.hasAt(text, start, end, name);
    }
}
