package dev.hardening.core.password;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A password as it was typed, in copies that are wiped: well-formed, not empty, without NUL, of at most 4096 bytes. */
final class Typed implements AutoCloseable {

    static final int LONGEST = 4096;

    private final char[] chars;
    private final byte[] utf8;

    private Typed(char[] chars, byte[] utf8) {
        this.chars = chars;
        this.utf8 = utf8;
    }

    /**
     * Returns the password, or null when no password has this form. An unpaired surrogate has no bytes of its own: all of
     * them would be hashed as one question mark. bcrypt repeats its key with a NUL between, so that with NUL allowed
     * {@code a} and {@code a NUL a} would be one password.
     */
    static @Nullable Typed of(char[] given) {
        if (given.length == 0 || given.length > LONGEST) {
            return null;
        }
        char[] chars = given.clone();
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        ByteBuffer out = ByteBuffer.allocate(3 * chars.length);
        boolean usable = !encoder.encode(CharBuffer.wrap(chars), out, true).isError() && out.position() <= LONGEST;
        for (char c : chars) {
            usable &= c != 0;
        }
        byte[] utf8 = usable ? Arrays.copyOf(out.array(), out.position()) : new byte[0];
        Arrays.fill(out.array(), (byte) 0);
        Typed typed = new Typed(chars, utf8);
        if (!usable) {
            typed.close();
            return null;
        }
        return typed;
    }

    char[] chars() {
        return chars;
    }

    byte[] utf8() {
        return utf8;
    }

    int codePoints() {
        return Character.codePointCount(chars, 0, chars.length);
    }

    @Override
    public void close() {
        Arrays.fill(chars, '\0');
        Arrays.fill(utf8, (byte) 0);
    }
}
