package dev.hardening.core.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One IP address: the one way in which the library reads, compares, counts and prints addresses.
 *
 * <p>IPv4 is read as four decimal parts without leading zeros; no octal, hexadecimal or shortened form. IPv6 is read in
 * every form of RFC 4291 section 2.2, without zone, brackets or port. An IPv4-mapped address
 * ({@code ::ffff:192.0.2.1}) <em>is</em> the IPv4 address, so each client has one value and one text. No name is ever
 * looked up.
 *
 * <p>Immutable and safe for use by many threads. Equal addresses have equal {@link #high()} and {@link #low()}, and
 * different ones differ in at least one of them. IPv4 sorts before IPv6, each by number.
 */
public final class IpAddress implements Comparable<IpAddress> {

    private static final long MAPPED = 0xffffL << 32;
    private static final long NAT64 = 0x0064_ff9bL << 32;

    private final long high;
    private final long low;

    /** Made on first use. A race makes the same text twice, which does no harm. */
    private @Nullable String text;

    private IpAddress(long high, long low) {
        this.high = high;
        this.low = low;
    }

    static IpAddress ofBits(long high, long low) {
        return new IpAddress(high, low);
    }

    static IpAddress ofV4(long value) {
        return new IpAddress(0, MAPPED | value);
    }

    /**
     * Reads an address.
     *
     * @throws InvalidAddressException when the text is anything but one address; blanks around it count as such
     */
    public static IpAddress parse(CharSequence text) {
        IpAddress address = tryParse(text);
        if (address == null) {
            throw AddressProblem.address(text);
        }
        return address;
    }

    /** Reads an address; null when the text is anything else. Allocates nothing but the address. */
    public static @Nullable IpAddress tryParse(CharSequence text) {
        return IpParser.parse(text, 0, text.length());
    }

    /**
     * Reads the address that stands in {@code text} from index {@code from} up to, not including, {@code to}. Allocates
     * nothing but the address; meant for text that clients send.
     *
     * @return the address, or null when that part of the text is anything but one address
     * @throws IndexOutOfBoundsException when the indices do not lie within the text
     */
    public static @Nullable IpAddress tryParse(CharSequence text, int from, int to) {
        Objects.checkFromToIndex(from, to, text.length());
        return IpParser.parse(text, from, to);
    }

    /**
     * The address with these bytes in network order.
     *
     * @throws InvalidAddressException when there are not 4 or 16 of them
     */
    public static IpAddress ofBytes(byte[] bytes) {
        if (bytes.length == 4) {
            return ofV4(ByteBuffer.wrap(bytes).getInt() & 0xffff_ffffL);
        }
        if (bytes.length == 16) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return ofBits(buffer.getLong(), buffer.getLong());
        }
        throw new InvalidAddressException("an IP address has 4 or 16 bytes, not " + bytes.length);
    }

    /** The same address; a zone, which has a meaning on one machine only, is dropped. */
    public static IpAddress of(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    /** Whether this is an IPv4 address, IPv4-mapped ones included. */
    public boolean isV4() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** 127.0.0.0/8 (RFC 1122 section 3.2.1.3) or ::1 (RFC 4291 section 2.5.3). */
    public boolean isLoopback() {
        return isV4() ? v4() >>> 24 == 127 : (high == 0 && low == 1);
    }

    /** 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918) or fc00::/7 (RFC 4193). */
    public boolean isPrivate() {
        if (isV4()) {
            return v4() >>> 24 == 10 || v4() >>> 20 == 0xac1 || v4() >>> 16 == 0xc0a8;
        }
        return high >>> 57 == 0xfc >>> 1;
    }

    /** 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291 section 2.5.6). */
    public boolean isLinkLocal() {
        return isV4() ? v4() >>> 16 == 0xa9fe : high >>> 54 == 0xfe80 >>> 6;
    }

    /** 0.0.0.0 or ::, the address that is none. */
    public boolean isUnspecified() {
        return isV4() ? v4() == 0 : (high | low) == 0;
    }

    /**
     * The address by which to count this client. IPv4 counts whole. IPv6 counts by its /64, the least that a subscriber
     * is given, so changing the lower half wins no new allowance. Addresses of the NAT64 prefix {@code 64:ff9b::/96}
     * (RFC 6052) count whole: they share one /64, and their last 32 bits are an IPv4 client each.
     *
     * <p>A limiter can hash {@link #high()} and {@link #low()} of the result; it is this object whenever nothing is cut.
     */
    public IpAddress limitKey() {
        return isV4() || low == 0 || isNat64() ? this : ofBits(high, 0);
    }

    private boolean isNat64() {
        return high == NAT64 && low >>> 32 == 0;
    }

    /** The first 64 of the 128 bits; 0 for IPv4. */
    public long high() {
        return high;
    }

    /** The last 64 of the 128 bits; for IPv4 {@code 0000 ffff} (hexadecimal) and then the address. */
    public long low() {
        return low;
    }

    /** The bytes in network order: 4 for IPv4, otherwise 16. */
    public byte[] toBytes() {
        if (isV4()) {
            return ByteBuffer.allocate(4).putInt((int) low).array();
        }
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** The one text of this address: dotted decimal, or RFC 5952. {@link #parse} reads it back. */
    public String canonicalText() {
        String known = text;
        if (known == null) {
            known = isV4() ? IpFormat.v4(v4()) : IpFormat.v6(high, low);
            text = known;
        }
        return known;
    }

    int bits() {
        return isV4() ? 32 : 128;
    }

    private long v4() {
        return low & 0xffff_ffffL;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        // Neighbouring addresses, and those that differ in their upper half only, must not share a bucket.
        long mixed = ((high * 0x9e37_79b9_7f4a_7c15L) ^ low) * 0xbf58_476d_1ce4_e5b9L;
        return (int) (mixed ^ (mixed >>> 32));
    }

    @Override
    public int compareTo(IpAddress other) {
        if (isV4() != other.isV4()) {
            return isV4() ? -1 : 1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** {@link #canonicalText()}. */
    @Override
    public String toString() {
        return canonicalText();
    }
}
