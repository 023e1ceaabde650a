package dev.hardening.core.input;

import java.util.HashMap;
import java.util.Map;

/** The named character references of HTML (WHATWG HTML 13.5) that stand for one ASCII character: all others are harmless. */
final class NamedEntities {

    private static final String WITH_SEMICOLON =
            "Tab\t NewLine\n excl! quot\" QUOT\" num# dollar$ percnt% amp& AMP& apos' "
                    + "lpar( rpar) ast* midast* plus+ comma, period. sol/ colon: semi; lt< LT< equals= gt> GT> quest? commat@ "
                    + "lsqb[ lbrack[ bsol\\ rsqb] rbrack] Hat^ lowbar_ UnderBar_ grave` DiacriticalGrave` lcub{ lbrace{ "
                    + "verbar| vert| VerticalLine| rcub} rbrace}";

    /** A parser takes these without their semicolon too, even in the middle of a word. A longer name may start with one: there this reads a sign too many. */
    private static final String[] WITHOUT_SEMICOLON = {"lt", "LT", "gt", "GT", "amp", "AMP", "quot", "QUOT"};

    private static final Map<String, Character> BY_NAME = new HashMap<>();
    private static final int LONGEST = "DiacriticalGrave".length();

    static {
        for (String entry : WITH_SEMICOLON.split(" ", -1)) {
            int last = entry.length() - 1;
            BY_NAME.put(entry.substring(0, last), entry.charAt(last));
        }
    }

    private NamedEntities() {}

    /** Reads the name that starts behind an ampersand; the result is as that of {@link Decoded}. */
    static long read(CharSequence text, int start, int end) {
        if (start >= end || !Ascii.isLetter(text.charAt(start))) {
            return Decoded.NOTHING;
        }
        for (String name : WITHOUT_SEMICOLON) {
            if (end - start >= name.length() && startsWith(text, start, name)) {
                int next = start + name.length();
                boolean closed = next < end && text.charAt(next) == ';';
                return Decoded.of(BY_NAME.getOrDefault(name, '&'), closed ? next + 1 : next);
            }
        }
        int i = start + 1;
        while (i < end && i - start <= LONGEST && Ascii.isLetter(text.charAt(i))) {
            i++;
        }
        if (i >= end || text.charAt(i) != ';') {
            return Decoded.NOTHING;
        }
        Character found = BY_NAME.get(text.subSequence(start, i).toString());
        return found == null ? Decoded.NOTHING : Decoded.of(found, i + 1);
    }

    private static boolean startsWith(CharSequence text, int start, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (text.charAt(start + i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
