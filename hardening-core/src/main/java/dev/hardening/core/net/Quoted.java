package dev.hardening.core.net;

/** Foreign text made fit for a message: short, printable, one line. */
final class Quoted {

    private static final int LONGEST = 64;

    private Quoted() {}

    static String of(CharSequence text) {
        int shown = Math.min(text.length(), LONGEST);
        StringBuilder quoted = new StringBuilder(shown + 5).append('\'');
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            quoted.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return quoted.append(shown < text.length() ? "'..." : "'").toString();
    }
}
