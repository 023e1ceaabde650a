package dev.hardening.core.net;

/** Says how to mend the text of an origin, once it is known to be wrong, without repeating it. */
final class OriginProblem {

    private OriginProblem() {}

    static String cure(CharSequence text) {
        String lower = Ascii.lower(text, 0, text.length());
        int scheme = lower.startsWith("https://") ? 8 : lower.startsWith("http://") ? 7 : 0;
        if (lower.equals("null")) {
            return "null is what sandboxed pages of every site send; name the origins that you mean";
        }
        if (lower.equals("*")) {
            return "* allows every origin and stands alone where it may stand; name the origins that you mean";
        }
        if (scheme == 0) {
            return "begin with the scheme, https:// or http://";
        }
        if (Ascii.has(text, '@')) {
            return "leave out the user before @";
        }
        if (Ascii.indexOf(text, '/', scheme, text.length()) >= 0) {
            return "leave out everything from the slash behind the host on";
        }
        if (Ascii.has(text, '*')) {
            return "a wildcard stands for the first label only, with two labels behind it, as in https://*.example.org";
        }
        if (text.chars().anyMatch(c -> c > '~')) {
            return "write the name as browsers send it, with xn--";
        }
        return "write scheme, host and at most a port, such as https://app.example.org";
    }
}
