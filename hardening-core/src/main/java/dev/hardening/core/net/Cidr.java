package dev.hardening.core.net;

import org.jspecify.annotations.Nullable;

/**
 * A network: an address and the number of its leading bits that all members share (RFC 4632 section 3.1, RFC 4291
 * section 2.3).
 *
 * <p>Networks are of one family. {@code 10.0.0.0/8} never holds an IPv6 address, {@code ::/0} never an IPv4 address;
 * IPv4-mapped addresses and networks are IPv4, as everywhere in this package. Sorted by network, the wider one first.
 *
 * <p>Immutable and safe for use by many threads; {@link #contains} allocates nothing.
 */
public final class Cidr implements Comparable<Cidr> {

    /** Where the 32 bits of IPv4 begin among the 128. */
    private static final int V4_OFFSET = 96;

    private final IpAddress network;
    private final int prefixLength;
    private final long highMask;
    private final long lowMask;

    private Cidr(IpAddress network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
        int bits = network.isV4() ? prefixLength + V4_OFFSET : prefixLength;
        this.highMask = mask(Math.min(bits, 64));
        this.lowMask = mask(Math.max(bits - 64, 0));
    }

    /**
     * Reads {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a plain address is the network of that address alone.
     *
     * @throws InvalidAddressException when the address or the prefix length is malformed, or when bits after the prefix
     *     are set (the message then names the network that was probably meant)
     */
    public static Cidr parse(CharSequence text) {
        int length = text.length();
        int slash = Ascii.indexOf(text, '/', 0, length);
        IpAddress address = IpAddress.tryParse(text, 0, slash < 0 ? length : slash);
        if (address == null) {
            throw CidrProblem.address(text, slash);
        }
        if (slash < 0) {
            return new Cidr(address, address.bits());
        }
        boolean mapped = address.isV4() && Ascii.indexOf(text, ':', 0, slash) >= 0;
        int most = mapped ? 128 : address.bits();
        int prefix = Ascii.decimal(text, slash + 1, length, most);
        if (prefix < 0) {
            throw CidrProblem.prefix(text, most);
        }
        if (mapped && prefix < V4_OFFSET) {
            throw CidrProblem.mapped(text);
        }
        return checked(address, mapped ? prefix - V4_OFFSET : prefix, text);
    }

    /**
     * The network of {@code network} and this prefix length.
     *
     * @throws InvalidAddressException when the prefix length is not within 0 to 32 (IPv4) or 128 (IPv6), or when bits
     *     after the prefix are set
     */
    public static Cidr of(IpAddress network, int prefixLength) {
        String text = network + "/" + prefixLength;
        if (prefixLength < 0 || prefixLength > network.bits()) {
            throw CidrProblem.prefix(text, network.bits());
        }
        return checked(network, prefixLength, text);
    }

    private static Cidr checked(IpAddress address, int prefixLength, CharSequence text) {
        Cidr cidr = new Cidr(address, prefixLength);
        IpAddress first = IpAddress.ofBits(address.high() & cidr.highMask, address.low() & cidr.lowMask);
        if (!first.equals(address)) {
            throw CidrProblem.hostBits(text, first + "/" + prefixLength);
        }
        return cidr;
    }

    /** The mask of the first {@code bits} of 64. */
    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }

    /** The first address of the network. */
    public IpAddress network() {
        return network;
    }

    /** The number of leading bits that members share, 0 to 32 for IPv4, 0 to 128 for IPv6. */
    public int prefixLength() {
        return prefixLength;
    }

    /** The last number of the network; of {@code ::/80} and its like that number is not an IPv6 address but IPv4's last. */
    IpAddress last() {
        return IpAddress.ofBits(network.high() | ~highMask, network.low() | ~lowMask);
    }

    /** Whether the address is of this family and within this network. */
    public boolean contains(IpAddress address) {
        return (((address.high() ^ network.high()) & highMask) | ((address.low() ^ network.low()) & lowMask)) == 0
                && address.isV4() == network.isV4();
    }

    /** Whether this network holds every address of its family. */
    public boolean isEverything() {
        return prefixLength == 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cidr that && prefixLength == that.prefixLength && network.equals(that.network);
    }

    @Override
    public int hashCode() {
        return network.hashCode() * 31 + prefixLength;
    }

    @Override
    public int compareTo(Cidr other) {
        int byNetwork = network.compareTo(other.network);
        return byNetwork != 0 ? byNetwork : Integer.compare(prefixLength, other.prefixLength);
    }

    /** The canonical text, such as {@code 10.0.0.0/8} or {@code ::1/128}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return network + "/" + prefixLength;
    }
}
