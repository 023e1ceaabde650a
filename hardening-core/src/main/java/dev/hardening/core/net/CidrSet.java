package dev.hardening.core.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of networks that says which of them holds an address; of several the narrowest (longest prefix).
 *
 * <p>Immutable and safe for use by many threads. A lookup allocates nothing and its time grows with the logarithm of the
 * number of networks. Sets are equal when they list the same networks, even where other lists hold the same addresses.
 */
public final class CidrSet {

    private static final CidrSet EMPTY = new CidrSet(List.of());
    private static final CidrSet LOOPBACK = parse("127.0.0.0/8, ::1");
    private static final CidrSet PRIVATE = parse("10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7");

    private final List<Cidr> cidrs;
    private final RangeTable v4;
    private final RangeTable v6;

    private CidrSet(Collection<Cidr> cidrs) {
        SortedSet<Cidr> sorted = new TreeSet<>(cidrs);
        this.cidrs = List.copyOf(sorted);
        this.v4 = new RangeTable(family(sorted, true));
        this.v6 = new RangeTable(family(sorted, false));
    }

    private static SortedSet<Cidr> family(SortedSet<Cidr> cidrs, boolean isV4) {
        return cidrs.stream()
                .filter(cidr -> cidr.network().isV4() == isV4)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The set that holds no address. */
    public static CidrSet empty() {
        return EMPTY;
    }

    /** 127.0.0.0/8 and ::1. */
    public static CidrSet loopback() {
        return LOOPBACK;
    }

    /** The private networks of RFC 1918 and RFC 4193; neither loopback nor link-local addresses are among them. */
    public static CidrSet privateRanges() {
        return PRIVATE;
    }

    /** The set of these networks; what is listed twice counts once. */
    public static CidrSet of(Collection<Cidr> cidrs) {
        return cidrs.isEmpty() ? EMPTY : new CidrSet(cidrs);
    }

    /**
     * Reads networks and addresses that are separated by commas, with or without blanks. A blank text is the empty set;
     * a list with an empty place in it is refused as a slip of the pen.
     *
     * @throws InvalidAddressException for the first entry that is not a network
     */
    public static CidrSet parse(String list) {
        if (list.isBlank()) {
            return empty();
        }
        List<Cidr> cidrs = new ArrayList<>();
        for (String entry : list.split(",", -1)) {
            String text = entry.strip();
            if (text.isEmpty()) {
                throw new InvalidAddressException(
                        Quoted.of(list) + " has an empty place in its list; remove the comma too many");
            }
            cidrs.add(Cidr.parse(text));
        }
        return of(cidrs);
    }

    /** The set of the networks of both. */
    public CidrSet plus(CidrSet other) {
        List<Cidr> both = new ArrayList<>(cidrs);
        both.addAll(other.cidrs);
        return of(both);
    }

    /** Whether any of the networks holds the address. */
    public boolean contains(IpAddress address) {
        return match(address) != null;
    }

    /** The narrowest of the networks that hold the address, or null when none does. */
    public @Nullable Cidr match(IpAddress address) {
        return (address.isV4() ? v4 : v6).find(address);
    }

    /** The networks, IPv4 first, each family in the order of its numbers. */
    public List<Cidr> cidrs() {
        return cidrs;
    }

    /** Whether the set lists no network. */
    public boolean isEmpty() {
        return cidrs.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CidrSet that && cidrs.equals(that.cidrs);
    }

    @Override
    public int hashCode() {
        return cidrs.hashCode();
    }

    /** The networks with commas between; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return cidrs.stream().map(Cidr::toString).collect(Collectors.joining(", "));
    }
}
