package dev.hardening.core.net;

import java.util.List;
import java.util.Random;

/** Random addresses and texts from a fixed seed; every test that uses them names the seed in its failures. */
final class Samples {

    static final long SEED = 20_261_101L;

    private static final String ALPHABET = "0123456789abcdefABCDEFxXgz.:/[]%@-_* \t\r\n\0,?#\\\u00e9\u0660\u2028\ud83d";

    private final Random random = new Random(SEED);

    @Override
    public String toString() {
        return "seed " + SEED;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    IpAddress v4() {
        return IpAddress.ofV4(random.nextLong() & 0xffff_ffffL);
    }

    /** An address whose groups are often zero, so that all shapes of compression occur. */
    IpAddress v6() {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = (high << 16) | (low >>> 48);
            low = (low << 16) | (random.nextInt(3) == 0 ? random.nextInt(0x10000) >>> random.nextInt(16) : 0);
        }
        return IpAddress.ofBits(high, low);
    }

    IpAddress address() {
        return random.nextBoolean() ? v4() : v6();
    }

    /** An address of a small corner of the space, so that networks of the same corner hold it often. */
    IpAddress crowded() {
        if (random.nextBoolean()) {
            return IpAddress.ofV4(
                    0x0a00_0000L | (random.nextInt(4) << 16) | (random.nextInt(4) << 8) | random.nextInt(4));
        }
        long high = 0x2001_0db8_0000_0000L | (random.nextInt(4) << 16) | random.nextInt(4);
        return IpAddress.ofBits(high, random.nextBoolean() ? random.nextInt(4) : (long) random.nextInt(4) << 62);
    }

    Cidr cidr(IpAddress address) {
        int prefix = random.nextInt(20) == 0 ? 0 : random.nextInt(address.bits() + 1);
        return cut(address, prefix);
    }

    static Cidr cut(IpAddress address, int prefix) {
        byte[] bytes = address.toBytes();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] = (byte) (bytes[bit / 8] & ~(0x80 >> (bit % 8)));
        }
        return Cidr.of(IpAddress.ofBytes(bytes), prefix);
    }

    /** Up to three characters of one of these replaced, removed, inserted or doubled. */
    String mutated(List<String> bases) {
        StringBuilder text = new StringBuilder(bases.get(random.nextInt(bases.size())));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.insert(at, text.substring(0, at));
                case 2 -> text.delete(at, Math.min(at + 1, text.length()));
                default -> text.replace(at, Math.min(at + 1, text.length()), String.valueOf(c));
            }
        }
        return text.toString();
    }

    String noise() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(50); length > 0; length--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Fails unless the message is one line of printable ASCII that repeats little of the text. */
    static boolean isSafe(String message) {
        return message.length() <= 64 + 220 && message.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
