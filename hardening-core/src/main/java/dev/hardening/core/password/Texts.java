package dev.hardening.core.password;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Parts of stored hashes, read strictly: what is not written as it would be written here is none. */
final class Texts {

    private Texts() {}

    /** Returns a plain decimal number within bounds, or -1. */
    static int number(String text, int least, int most) {
        if (text.isEmpty() || text.length() > 9 || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + (c - '0');
        }
        return value < least || value > most ? -1 : value;
    }

    /** Returns the bytes of Base64 without padding, or null when it is none or has too few or too many of them. */
    static byte @Nullable [] base64(String text, int least, int most) {
        if (text.length() > 2 * most) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            boolean canonical =
                    Base64.getEncoder().withoutPadding().encodeToString(bytes).equals(text);
            return canonical && bytes.length >= least && bytes.length <= most ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
