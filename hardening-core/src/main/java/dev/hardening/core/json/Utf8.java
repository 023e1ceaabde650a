package dev.hardening.core.json;

import dev.hardening.core.json.JsonException.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what is malformed, overlong, truncated or an encoded surrogate is refused and never replaced. */
final class Utf8 {

    private Utf8() {}

    /** Decodes the bytes. The buffer begins at index 0 of its array and its limit is the number of characters. */
    static CharBuffer decode(byte[] bytes) throws JsonException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length); // UTF-16 never has more units than UTF-8 has bytes
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new JsonException(Reason.INVALID_UTF8, in.position(), "byte");
        }
        return out.flip();
    }

    /** Returns how many bytes these characters are in UTF-8; half a surrogate pair counts as three. */
    static int length(char[] text, int from, int to) {
        int bytes = 0;
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text[i + 1])) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
