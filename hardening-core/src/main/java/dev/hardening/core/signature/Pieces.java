package dev.hardening.core.signature;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * ASCII text that is written once, in the order in which it is read, and put into another order afterwards without being
 * moved: it is a chain of pieces, and only {@link #toBytes} copies, once. For one thread.
 */
final class Pieces {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int NONE = -1;

    private byte[] text;
    private int length;
    private int[] from = new int[16];
    private int[] to = new int[16];
    private int[] next = new int[16];
    private int last = NONE;

    /**
     * Begins with one empty piece.
     *
     * @param size how much text there will be, about
     */
    Pieces(int size) {
        this.text = new byte[Math.max(64, size)];
        begin();
    }

    /** Ends the piece at hand and begins one that is linked to nothing yet; returns its number. */
    int begin() {
        if (last != NONE) {
            to[last] = length;
        }
        last++;
        if (last == from.length) {
            from = Arrays.copyOf(from, last * 2);
            to = Arrays.copyOf(to, last * 2);
            next = Arrays.copyOf(next, last * 2);
        }
        from[last] = length;
        next[last] = NONE;
        return last;
    }

    /** Returns the number of the piece at hand. */
    int current() {
        return last;
    }

    /** Lets one piece follow another. */
    void link(int piece, int follower) {
        next[piece] = follower;
    }

    /** Takes some text away from the beginning of a piece. */
    void dropFirst(int piece, int count) {
        from[piece] += count;
    }

    /** Returns how much text there is in all, which is where the next byte is written. */
    int length() {
        return length;
    }

    /** Returns where a piece ends that is not the one at hand. */
    int end(int piece) {
        return to[piece];
    }

    byte at(int index) {
        return text[index];
    }

    /** Returns a part of the text as it was written. */
    String text(int start, int end) {
        return new String(text, start, end - start, StandardCharsets.US_ASCII);
    }

    void add(int ascii) {
        reserve(1);
        text[length++] = (byte) ascii;
    }

    void add(int first, int second) {
        reserve(2);
        text[length++] = (byte) first;
        text[length++] = (byte) second;
    }

    void add(byte[] source, int start, int end) {
        reserve(end - start);
        System.arraycopy(source, start, text, length, end - start);
        length += end - start;
    }

    void zeros(int count) {
        reserve(count);
        Arrays.fill(text, length, length + count, (byte) '0');
        length += count;
    }

    /** Writes one UTF-16 unit as {@code json.dumps} does within a string. */
    void unit(int unit) {
        switch (unit) {
            case '"', '\\' -> add('\\', unit);
            case '\n' -> add('\\', 'n');
            case '\r' -> add('\\', 'r');
            case '\t' -> add('\\', 't');
            case '\b' -> add('\\', 'b');
            case '\f' -> add('\\', 'f');
            default -> {
                if (unit >= 0x20 && unit <= 0x7E) {
                    add(unit);
                } else {
                    escape(unit);
                }
            }
        }
    }

    private void escape(int unit) {
        add('\\', 'u');
        add(HEX[unit >> 12 & 0xF], HEX[unit >> 8 & 0xF]);
        add(HEX[unit >> 4 & 0xF], HEX[unit & 0xF]);
    }

    private void reserve(int more) {
        if (text.length - length < more) {
            text = Arrays.copyOf(text, Math.max(text.length * 2, length + more));
        }
    }

    /** Ends the last piece and returns the text of the chain that begins with the first one. */
    byte[] toBytes() {
        to[last] = length;
        int size = 0;
        for (int piece = 0; piece != NONE; piece = next[piece]) {
            size += to[piece] - from[piece];
        }
        byte[] all = new byte[size];
        int at = 0;
        for (int piece = 0; piece != NONE; piece = next[piece]) {
            int count = to[piece] - from[piece];
            System.arraycopy(text, from[piece], all, at, count);
            at += count;
        }
        return all;
    }
}
