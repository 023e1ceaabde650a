package dev.hardening.core.secret;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways in which one secret can be written: hex in either case, base64 in either alphabet. */
final class Encodings {

    /** Below this many characters a word would pass for base64 by accident. */
    private static final int MIN_ENCODED_LENGTH = 16;

    private static final String HEX_PREFIX = "hex:";
    private static final String BASE64_PREFIX = "base64:";
    private static final int MIN_READABLE_BYTES = 21;

    private Encodings() {}

    static boolean isHex(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (hexDigit(text.charAt(i)) < 0) {
                return false;
            }
        }
        return text.length() > 0;
    }

    /** Returns the value of a hex digit in ASCII, or -1. */
    static int hexDigit(char c) {
        return c <= 'f' ? Character.digit(c, 16) : -1;
    }

    static byte @Nullable [] decodeHex(CharSequence text) {
        return text.length() % 2 == 0 && isHex(text) ? HexFormat.of().parseHex(text) : null;
    }

    static boolean hasPrefix(CharSequence value) {
        return startsWith(value, HEX_PREFIX) || startsWith(value, BASE64_PREFIX);
    }

    static byte @Nullable [] decodePrefixed(CharSequence value) {
        if (startsWith(value, HEX_PREFIX)) {
            return decodeHex(value.subSequence(HEX_PREFIX.length(), value.length()));
        }
        CharSequence text = value.subSequence(BASE64_PREFIX.length(), value.length());
        return decodeBase64(text.subSequence(0, unpaddedLength(text)));
    }

    private static boolean startsWith(CharSequence text, String prefix) {
        return text.length() >= prefix.length() && prefix.contentEquals(text.subSequence(0, prefix.length()));
    }

    /**
     * Returns the digests of everything the bytes may stand for: themselves, and what they are when read as hex or
     * base64 text. Two secrets that share a digest are one secret.
     */
    static List<byte[]> digestsOfAllForms(byte[] value) {
        List<byte[]> digests = new ArrayList<>();
        digests.add(Digests.sha256(value));
        char[] chars = new char[value.length];
        for (int i = 0; i < value.length; i++) {
            chars[i] = (char) (value[i] & 0xff);
        }
        CharSequence text = CharBuffer.wrap(chars);
        if (chars.length >= MIN_ENCODED_LENGTH) {
            addDigest(digests, hasPrefix(text) ? decodePrefixed(text) : null);
            addDigest(digests, decodeHex(text));
            addDigest(digests, decodeBase64(text.subSequence(0, unpaddedLength(text))));
        }
        Arrays.fill(chars, '\0');
        return digests;
    }

    private static void addDigest(List<byte[]> digests, byte @Nullable [] decoded) {
        if (decoded != null) {
            digests.add(Digests.sha256(decoded));
            Arrays.fill(decoded, (byte) 0);
        }
    }

    /**
     * Tells whether the text is hex or base64 of at least 21 bytes that are all printable ASCII. Of 21 random bytes that
     * is true once in 10⁹.
     */
    static boolean isEncodedText(CharSequence text) {
        int end = unpaddedLength(text);
        CharSequence unpadded = text.subSequence(0, end);
        byte[] decoded = isHex(text) ? decodeHex(text) : decodeBase64(unpadded);
        if (decoded == null || decoded.length < MIN_READABLE_BYTES) {
            return false;
        }
        boolean readable = true;
        for (byte b : decoded) {
            readable &= b >= ' ' && b <= '~';
        }
        Arrays.fill(decoded, (byte) 0);
        return readable;
    }

    /** Returns the length without the one or two equals signs that may end base64 text. */
    static int unpaddedLength(CharSequence text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=' && text.length() - end < 2) {
            end--;
        }
        return end;
    }

    private static byte @Nullable [] decodeBase64(CharSequence unpadded) {
        if (unpadded.length() % 4 == 1) {
            return null;
        }
        byte[] ascii = new byte[unpadded.length()];
        for (int i = 0; i < ascii.length; i++) {
            char c = unpadded.charAt(i);
            if (Alphabet.BASE64.indexOf(c) < 0 && Alphabet.BASE64URL.indexOf(c) < 0) {
                return null;
            }
            ascii[i] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c);
        }
        try {
            return Base64.getDecoder().decode(ascii);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
