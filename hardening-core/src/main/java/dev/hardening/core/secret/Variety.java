package dev.hardening.core.secret;

import java.util.BitSet;

/** Measures how varied a text is, against {@link VarietyLimits}. All checks take time linear in the length. */
final class Variety {

    /** After case folding no character of an alphanumeric text is likelier than one in this many. */
    private static final int FOLDED_SIZE = 33;

    private final char[] text;
    private final int length;
    private final int randomLength;
    private final Alphabet alphabet;

    /**
     * @param length how many characters of {@code text} are judged
     * @param randomLength how many of them a generator chose freely
     */
    Variety(char[] text, int length, int randomLength, Alphabet alphabet) {
        this.text = text;
        this.length = length;
        this.randomLength = randomLength;
        this.alphabet = alphabet;
    }

    /** Returns how many random bytes these characters can carry at most. */
    int capacityBytes() {
        return alphabet.capacityBytes(length);
    }

    int distinct() {
        BitSet seen = new BitSet();
        for (int i = 0; i < length; i++) {
            seen.set(index(i));
        }
        return seen.cardinality();
    }

    boolean hasTooFewDistinct() {
        return distinct() <= VarietyLimits.tooFewDistinct(alphabet.size(), randomLength);
    }

    boolean hasTooLongRun() {
        int size = alphabet == Alphabet.UNICODE ? 1 << 16 : alphabet.size();
        int limit = VarietyLimits.tooLongRun(alphabet.size(), length);
        int run = 1;
        int previous = Integer.MIN_VALUE;
        for (int i = 1; i < length; i++) {
            int step = Math.floorMod(index(i) - index(i - 1), size);
            boolean neighbour = step <= 1 || step == size - 1;
            run = !neighbour ? 1 : step == previous ? run + 1 : 2;
            previous = step;
            if (run >= limit) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether hex digits stand for bytes such as 00 01 02 03 or 00 11 22 33. */
    boolean hasByteProgression() {
        if (alphabet != Alphabet.HEX && alphabet != Alphabet.DECIMAL) {
            return false;
        }
        int bytes = length / 2;
        int limit = VarietyLimits.tooLongProgression(bytes);
        int run = 1;
        int previousStep = -1;
        int previous = 0;
        for (int i = 0; i < bytes; i++) {
            int value = Character.digit(text[2 * i], 16) << 4 | Character.digit(text[2 * i + 1], 16);
            int step = (value - previous) & 0xff;
            run = i == 0 ? 1 : step == previousStep ? run + 1 : 2;
            previousStep = i == 0 ? -1 : step;
            previous = value;
            if (run >= limit) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether a short text, in any case, is repeated to fill the length. */
    boolean hasTooShortPeriod() {
        if (length < 2) {
            return false;
        }
        int[] border = new int[length];
        for (int i = 1; i < length; i++) {
            int candidate = border[i - 1];
            while (candidate > 0 && folded(i) != folded(candidate)) {
                candidate = border[candidate - 1];
            }
            border[i] = folded(i) == folded(candidate) ? candidate + 1 : 0;
        }
        int period = length - border[length - 1];
        return period <= VarietyLimits.tooShortPeriod(Math.min(alphabet.size(), FOLDED_SIZE), length);
    }

    private int index(int i) {
        return alphabet.indexOf(text[i]);
    }

    private char folded(int i) {
        return alphabet == Alphabet.BYTES ? text[i] : Character.toLowerCase(text[i]);
    }
}
