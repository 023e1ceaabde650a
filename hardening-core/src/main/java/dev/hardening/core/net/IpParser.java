package dev.hardening.core.net;

import org.jspecify.annotations.Nullable;

/** Reads the text of an address in one pass; allocates nothing but the address. */
final class IpParser {

    /** {@code 0000:0000:0000:0000:0000:ffff:255.255.255.255}. */
    private static final int LONGEST = 45;

    private static final int GROUPS = 8;
    private static final int NO_DIGIT = -1;

    private IpParser() {}

    static @Nullable IpAddress parse(CharSequence text, int from, int to) {
        if (to - from > LONGEST) {
            return null;
        }
        // The first part of an address has at most four characters; what follows it tells the family.
        int end = Math.min(to, from + 5);
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return v6(text, from, to);
            }
            if (c == '.') {
                long value = v4(text, from, to);
                return value < 0 ? null : IpAddress.ofV4(value);
            }
        }
        return null;
    }

    /** RFC 4291 section 2.2, all three forms; no zone. */
    static @Nullable IpAddress v6(CharSequence text, int from, int to) {
        if (to - from < 2 || to - from > LONGEST) {
            return null;
        }
        long high = 0;
        long low = 0;
        long headHigh = 0;
        long headLow = 0;
        int groups = 0;
        int gap = -1;
        int at = from;
        if (text.charAt(at) == ':') {
            if (text.charAt(at + 1) != ':') {
                return null;
            }
            gap = 0;
            at += 2;
        }
        while (at < to) {
            int start = at;
            int group = 0;
            for (int digit; at < to && (digit = Ascii.hex(text.charAt(at))) >= 0; at++) {
                if (at - start == 4) {
                    return null;
                }
                group = (group << 4) | digit;
            }
            if (at < to && text.charAt(at) == '.') {
                long tail = v4(text, start, to);
                if (tail < 0 || groups > GROUPS - 2) {
                    return null;
                }
                high = (high << 32) | (low >>> 32);
                low = (low << 32) | tail;
                groups += 2;
                break;
            }
            if (at == start || groups == GROUPS) {
                return null;
            }
            high = (high << 16) | (low >>> 48);
            low = (low << 16) | group;
            groups++;
            if (at == to) {
                break;
            }
            if (text.charAt(at) != ':' || ++at == to) {
                return null;
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = groups;
                headHigh = high;
                headLow = low;
                high = 0;
                low = 0;
                at++;
            }
        }
        if (gap < 0) {
            return groups == GROUPS ? IpAddress.ofBits(high, low) : null;
        }
        if (groups == GROUPS) {
            return null;
        }
        int shift = (GROUPS - gap) * 16;
        if (shift >= 64) {
            return IpAddress.ofBits(high | (headLow << (shift - 64)), low);
        }
        return IpAddress.ofBits((headHigh << shift) | (headLow >>> (64 - shift)), low | (headLow << shift));
    }

    /** Four decimal parts without leading zeros, as an unsigned 32-bit value; otherwise -1. */
    static long v4(CharSequence text, int from, int to) {
        long value = 0;
        int octet = NO_DIGIT;
        int dots = 0;
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (Ascii.isDigit(c)) {
                if (octet == 0) {
                    return -1;
                }
                octet = octet == NO_DIGIT ? c - '0' : octet * 10 + (c - '0');
                if (octet > 255) {
                    return -1;
                }
            } else {
                if (c != '.' || octet == NO_DIGIT || ++dots == 4) {
                    return -1;
                }
                value = (value << 8) | octet;
                octet = NO_DIGIT;
            }
        }
        return dots == 3 && octet != NO_DIGIT ? (value << 8) | octet : -1;
    }
}
