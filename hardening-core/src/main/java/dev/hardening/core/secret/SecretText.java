package dev.hardening.core.secret;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** A secret laid open for judgement: its characters and what kind of text they make. Wiped by {@link #close()}. */
final class SecretText implements AutoCloseable {

    private static final int UUID_LENGTH = 36;
    /** Two of the 32 digits of a random UUID are fixed or nearly so. */
    private static final int UUID_RANDOM_DIGITS = 30;

    private final char[] chars;
    private final boolean binary;
    private final int utf8Bytes;

    private SecretText(char[] chars, boolean binary, int utf8Bytes) {
        this.chars = chars;
        this.binary = binary;
        this.utf8Bytes = utf8Bytes;
    }

    static SecretText of(CharSequence value) {
        char[] chars = new char[value.length()];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = value.charAt(i);
        }
        return new SecretText(chars, false, Utf8.length(value));
    }

    static SecretText of(Secret secret) {
        boolean text = secret.isText();
        return secret.exposeBytes(bytes -> {
            if (text || isPrintableAscii(bytes)) {
                return new SecretText(decode(bytes), false, bytes.length);
            }
            char[] chars = new char[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                chars[i] = (char) (bytes[i] & 0xff);
            }
            return new SecretText(chars, true, bytes.length);
        });
    }

    private static char[] decode(byte[] bytes) {
        try {
            return Utf8.decode(bytes);
        } catch (CharacterCodingException e) {
            throw new AssertionError("secrets of text are well-formed", e);
        }
    }

    /** The characters; for a binary secret one for each byte, with values up to 255. */
    CharSequence chars() {
        return CharBuffer.wrap(chars);
    }

    boolean isBinary() {
        return binary;
    }

    int utf8Bytes() {
        return utf8Bytes;
    }

    int codePoints() {
        return binary ? chars.length : Character.codePointCount(chars, 0, chars.length);
    }

    boolean isHex() {
        return !binary && Encodings.isHex(chars());
    }

    boolean isUuid() {
        if (binary || chars.length != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? chars[i] != '-' : Encodings.hexDigit(chars[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether a UUID says of itself that it is random: version 4 of the RFC 9562 variant. */
    boolean isRandomUuid() {
        return isUuid() && chars[14] == '4' && "89abAB".indexOf(chars[19]) >= 0;
    }

    /**
     * Returns what is judged for variety: no quotes or white space around it, no base64 padding, no dashes of a UUID,
     * and not more than the limits cover.
     */
    Variety variety() {
        if (binary) {
            int length = Math.min(chars.length, VarietyLimits.MAX_LENGTH);
            return new Variety(chars, length, length, Alphabet.BYTES);
        }
        if (isUuid()) {
            return new Variety(withoutDashes(), UUID_LENGTH - 4, UUID_RANDOM_DIGITS, Alphabet.HEX);
        }
        int start = 0;
        int end = chars.length;
        while (start < end && isWrapping(chars[start])) {
            start++;
        }
        while (end > start && isWrapping(chars[end - 1])) {
            end--;
        }
        char[] judged = Arrays.copyOfRange(chars, start, end);
        int length = Math.min(Encodings.unpaddedLength(CharBuffer.wrap(judged)), VarietyLimits.MAX_LENGTH);
        return new Variety(judged, length, length, Alphabet.of(judged, length));
    }

    private static boolean isWrapping(char c) {
        return Wording.isQuote(c) || Character.isWhitespace(c);
    }

    private char[] withoutDashes() {
        char[] digits = new char[UUID_LENGTH - 4];
        int n = 0;
        for (char c : chars) {
            if (c != '-') {
                digits[n++] = c;
            }
        }
        return digits;
    }

    private static boolean isPrintableAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ' || b > '~') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        Arrays.fill(chars, '\0');
    }
}
