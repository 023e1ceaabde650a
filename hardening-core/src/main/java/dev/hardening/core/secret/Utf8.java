package dev.hardening.core.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strict UTF-8 that leaves no copies behind. */
final class Utf8 {

    private Utf8() {}

    /** Returns the number of bytes; an unpaired surrogate counts three. */
    static int length(CharSequence text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : pair ? 4 : 3;
            i += pair ? 1 : 0;
        }
        return bytes;
    }

    static byte[] encode(CharSequence text) throws CharacterCodingException {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        ByteBuffer out = ByteBuffer.allocate(length(text));
        CoderResult result = encoder.encode(CharBuffer.wrap(text), out, true);
        if (result.isError()) {
            Arrays.fill(out.array(), (byte) 0);
            result.throwException();
        }
        return out.array();
    }

    static char[] decode(byte[] bytes) throws CharacterCodingException {
        // Never more characters than bytes.
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), out, true);
        try {
            if (result.isError()) {
                result.throwException();
            }
            return Arrays.copyOf(out.array(), out.position());
        } finally {
            Arrays.fill(out.array(), '\0');
        }
    }
}
