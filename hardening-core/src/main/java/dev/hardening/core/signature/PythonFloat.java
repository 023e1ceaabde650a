package dev.hardening.core.signature;

import java.math.BigInteger;

/**
 * The float rules of CPython's {@code repr}: which number a spelling stands for, and how that is spelled. A spelling
 * whose exact value is not the value of what CPython would write is refused: its digits could be changed under a valid
 * signature, and an application that reads decimals would see another number than the one that was signed.
 *
 * <p>CPython writes the fewest digits that read back as the same double; of those the ones nearest to the double; and of
 * two that are equally near the one with an even last digit. Up to 15 digits in the normal range always are these digits,
 * because two such decimals are never the same double. Others are compared with their neighbours in whole numbers.
 */
final class PythonFloat {

    private static final int MOST_DIGITS = 17;
    private static final int ALWAYS_SHORTEST = 15;
    /** A power of ten beyond every double, whatever fraction stands before it. */
    private static final int BEYOND = 10_000_000;

    private static final long HIDDEN_BIT = 1L << 52;
    private static final BigInteger[] POWERS_OF_FIVE = powersOfFive();

    private final byte[] in;
    private long digits;
    private int count;
    /** The value is 0.DIGITS times ten to this power. */
    private int point;

    private PythonFloat(byte[] in) {
        this.in = in;
    }

    /** Writes the float that is spelled by these bytes, which obey the grammar of JSON. */
    static void write(byte[] in, int start, int end, Pieces out) throws NoCanonicalForm {
        PythonFloat number = new PythonFloat(in);
        boolean negative = in[start] == '-';
        number.read(negative ? start + 1 : start, end);
        if (!number.isCanonical()) {
            throw new NoCanonicalForm();
        }
        if (negative) {
            out.add('-');
        }
        number.write(out);
    }

    /**
     * Tells, without a computation, whether a spelling is the one that CPython writes: up to 15 digits around a point, none of
     * which could be left out. False tells nothing.
     *
     * @param start the first digit
     * @param point where the whole digits end, which are one zero or begin with another digit
     */
    static boolean isWrittenAlike(byte[] in, int start, int point, int end) {
        if (in[point] != '.' || end - start > ALWAYS_SHORTEST + 1) {
            return false;
        }
        for (int i = point + 1; i < end; i++) {
            if (in[i] > '9' || in[i] < '0') {
                return false; // an exponent
            }
        }
        boolean one = end - point == 2;
        return (one || in[end - 1] != '0') && (one || in[start] != '0' || in[point + 1] != '0');
    }

    private void read(int start, int end) throws NoCanonicalForm {
        int i = start;
        int zeros = 0;
        boolean fraction = false;
        for (; i < end && (in[i] | 0x20) != 'e'; i++) {
            int digit = in[i] - '0';
            if (in[i] == '.') {
                fraction = true;
            } else if (digit == 0 && count == 0) {
                point -= fraction ? 1 : 0;
            } else {
                point += fraction ? 0 : 1;
                zeros = digit == 0 ? zeros + 1 : zeros;
                if (digit != 0) {
                    append(zeros, digit);
                    zeros = 0;
                }
            }
        }
        point += i < end ? exponent(i + 1, end) : 0;
    }

    private void append(int zeros, int digit) throws NoCanonicalForm {
        count += zeros + 1;
        if (count > MOST_DIGITS) {
            throw new NoCanonicalForm();
        }
        for (int i = 0; i <= zeros; i++) {
            digits *= 10;
        }
        digits += digit;
    }

    private int exponent(int start, int end) {
        boolean signed = in[start] == '-' || in[start] == '+';
        int value = 0;
        for (int i = signed ? start + 1 : start; i < end; i++) {
            value = Math.min(BEYOND, value * 10 + (in[i] - '0'));
        }
        return in[start] == '-' ? -value : value;
    }

    private boolean isCanonical() {
        if (count == 0 || (count <= ALWAYS_SHORTEST && point >= -306 && point <= 308)) {
            return true;
        }
        if (point < -323 || point > 309) {
            return false; // nearest to zero, or to infinity
        }
        double value = Double.parseDouble(digits + "e" + (point - count));
        return value != 0 && !Double.isInfinite(value) && new Nearest(value, point - count).isWritten(digits);
    }

    /** The decimals around one double, all of them whole numbers times ten to one power. */
    private static final class Nearest {
        private final long mantissa;
        private final int exponent;
        private final int power;
        private final boolean atPowerOfTwo;

        Nearest(double value, int power) {
            long bits = Double.doubleToRawLongBits(value);
            int biased = (int) (bits >>> 52);
            long fraction = bits & (HIDDEN_BIT - 1);
            // The double is mantissa * 2^exponent, and two bits more are needed for the middle between two doubles.
            this.mantissa = biased == 0 ? fraction : fraction | HIDDEN_BIT;
            this.exponent = Math.max(1, biased) - 1075 - 2;
            this.power = power;
            this.atPowerOfTwo = fraction == 0 && biased > 1;
        }

        boolean isWritten(long decimal) {
            long shorter = decimal / 10;
            if (reads(shorter, power + 1) || reads(shorter + 1, power + 1)) {
                return false;
            }
            boolean odd = (decimal & 1) != 0;
            int above = compare(2 * decimal + 1, power, 8 * mantissa);
            if ((above < 0 || (above == 0 && odd)) && reads(decimal + 1, power)) {
                return false;
            }
            int below = compare(2 * decimal - 1, power, 8 * mantissa);
            return (below <= 0 && !(below == 0 && odd)) || !reads(decimal - 1, power);
        }

        /** Tells whether the decimal reads as this double. */
        private boolean reads(long decimal, int tens) {
            boolean even = (mantissa & 1) == 0;
            int low = compare(decimal, tens, 4 * mantissa - (atPowerOfTwo ? 1 : 2));
            if (low < 0 || (low == 0 && !even)) {
                return false;
            }
            int high = compare(decimal, tens, 4 * mantissa + 2);
            return high < 0 || (high == 0 && even);
        }

        /** Compares {@code decimal * 10^tens} with {@code quarters * 2^exponent}, exactly. */
        private int compare(long decimal, int tens, long quarters) {
            BigInteger left = BigInteger.valueOf(decimal);
            BigInteger right = BigInteger.valueOf(quarters);
            if (tens >= 0) {
                left = left.multiply(POWERS_OF_FIVE[tens]);
            } else {
                right = right.multiply(POWERS_OF_FIVE[-tens]);
            }
            int twos = exponent - tens;
            return twos >= 0
                    ? left.compareTo(right.shiftLeft(twos))
                    : left.shiftLeft(-twos).compareTo(right);
        }
    }

    private void write(Pieces out) {
        byte[] text = new byte[count];
        long rest = digits;
        for (int i = count - 1; i >= 0; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        if (count == 0) {
            out.add('0', '.');
            out.add('0');
        } else if (point > 16 || point <= -4) {
            scientific(text, out);
        } else if (point <= 0) {
            out.add('0', '.');
            out.zeros(-point);
            out.add(text, 0, count);
        } else if (point < count) {
            out.add(text, 0, point);
            out.add('.');
            out.add(text, point, count);
        } else {
            out.add(text, 0, count);
            out.zeros(point - count);
            out.add('.', '0');
        }
    }

    private void scientific(byte[] text, Pieces out) {
        out.add(text[0]);
        if (count > 1) {
            out.add('.');
            out.add(text, 1, count);
        }
        int power = Math.abs(point - 1);
        out.add('e', point > 0 ? '+' : '-');
        if (power >= 100) {
            out.add('0' + power / 100);
        }
        out.add('0' + power / 10 % 10, '0' + power % 10);
    }

    private static BigInteger[] powersOfFive() {
        BigInteger[] powers = new BigInteger[345];
        powers[0] = BigInteger.ONE;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1].multiply(BigInteger.valueOf(5));
        }
        return powers;
    }
}
