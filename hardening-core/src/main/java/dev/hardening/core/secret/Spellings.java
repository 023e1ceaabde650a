package dev.hardening.core.secret;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The forms of a secret to look for in a text. The caller wipes them. */
final class Spellings {

    private static final int MIN_LENGTH = 3;

    private Spellings() {}

    static List<char[]> of(Secret secret) {
        List<char[]> spellings = new ArrayList<>();
        char[] latin = secret.exposeBytes(bytes -> {
            char[] chars = new char[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                chars[i] = (char) (bytes[i] & 0xff);
            }
            return chars;
        });
        // Percent escapes and logs in the wrong charset show the UTF-8 bytes.
        addWithEscapes(spellings, latin);
        if (secret.isText() && !isAscii(latin)) {
            try (SecretText text = SecretText.of(secret)) {
                char[] chars = new char[text.chars().length()];
                for (int i = 0; i < chars.length; i++) {
                    chars[i] = text.chars().charAt(i);
                }
                addWithEscapes(spellings, chars);
                Arrays.fill(chars, '\0');
            }
        }
        Arrays.fill(latin, '\0');
        return spellings;
    }

    private static void addWithEscapes(List<char[]> spellings, char[] text) {
        add(spellings, text, false);
        if (EscapedText.hasEscapes(CharBuffer.wrap(text))) {
            add(spellings, text, true);
        }
    }

    private static boolean isAscii(char[] text) {
        boolean ascii = true;
        for (char c : text) {
            ascii &= c < 0x80;
        }
        return ascii;
    }

    private static void add(List<char[]> spellings, char[] text, boolean throughEscapes) {
        CharSequence view = CharBuffer.wrap(text);
        char[] spelling = new char[text.length];
        int length = 0;
        for (int at = 0; at < text.length; ) {
            long step = EscapedText.step(view, at, throughEscapes);
            spelling[length++] = EscapedText.character(step);
            at = EscapedText.next(step);
        }
        // A backslash at the end would be seen as the escape of whatever follows the secret.
        while (throughEscapes && length > 0 && spelling[length - 1] == '\\') {
            length--;
        }
        char[] trimmed = Arrays.copyOf(spelling, length);
        Arrays.fill(spelling, '\0');
        if (length >= MIN_LENGTH) {
            spellings.add(trimmed);
        }
    }
}
