package dev.hardening.benchmarks;

import dev.hardening.core.net.Cidr;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressTrie;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.catalina.util.NetMaskSet;
import org.eclipse.jetty.util.InetAddressSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** An address among networks. */
@State(Scope.Thread)
public class CidrBenchmark {

    private static final int ADDRESSES = 1024;

    @Param({"10", "1000"})
    int networks;

    private final IpAddress[] addresses = new IpAddress[ADDRESSES];
    private final int[] bits = new int[ADDRESSES];
    private final Floors.Trie trie = new Floors.Trie();
    private final String[] texts = new String[ADDRESSES];
    private final InetAddress[] inetAddresses = new InetAddress[ADDRESSES];
    private final IPv4Address[] libraryAddresses = new IPv4Address[ADDRESSES];
    private final IPv4AddressTrie library = new IPv4AddressTrie();
    private final NetMaskSet tomcat = new NetMaskSet();
    private final InetAddressSet jetty = new InetAddressSet();
    private final List<IpAddressMatcher> spring = new ArrayList<>();
    private CidrSet set = CidrSet.empty();
    private int at;

    /** Draws networks and addresses with a fixed seed. */
    @Setup
    public void draw() throws UnknownHostException {
        Random random = new Random(1);
        List<Cidr> list = new ArrayList<>();
        for (int i = 0; i < networks; i++) {
            int prefix = 12 + random.nextInt(17);
            int network = random.nextInt() & -1 << (32 - prefix);
            list.add(Cidr.of(address(network), prefix));
            trie.add(network, prefix);
            String text = text(network) + "/" + prefix;
            library.add(new IPAddressString(text).getAddress().toIPv4());
            tomcat.add(text);
            jetty.add(text);
            spring.add(new IpAddressMatcher(text));
        }
        set = CidrSet.of(list);
        for (int i = 0; i < ADDRESSES; i++) {
            bits[i] = random.nextInt();
            addresses[i] = address(bits[i]);
            texts[i] = text(bits[i]);
            inetAddresses[i] = InetAddress.getByName(texts[i]);
            libraryAddresses[i] = new IPAddressString(texts[i]).getAddress().toIPv4();
        }
        for (int i = 0; i < ADDRESSES; i++) {
            boolean expected = trie.contains(bits[i]);
            boolean agreed = set.contains(addresses[i]) == expected
                    && library.elementContains(libraryAddresses[i]) == expected
                    && tomcat.contains(inetAddresses[i]) == expected
                    && jetty.test(inetAddresses[i]) == expected;
            if (!agreed) {
                throw new IllegalStateException("they disagree about " + texts[i]);
            }
        }
    }

    private static String text(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }

    private static IpAddress address(int bits) {
        return IpAddress.ofBytes(
                new byte[] {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits});
    }

    /** Our set. */
    @Benchmark
    public boolean cidrOurs() {
        return set.contains(addresses[at++ & ADDRESSES - 1]);
    }

    /** The trie of a library for addresses. */
    @Benchmark
    public boolean cidrIpAddressPeer() {
        return library.elementContains(libraryAddresses[at++ & ADDRESSES - 1]);
    }

    /** What Tomcat's {@code RemoteCIDRFilter} asks. */
    @Benchmark
    public boolean cidrTomcatPeer() {
        return tomcat.contains(inetAddresses[at++ & ADDRESSES - 1]);
    }

    /** What Jetty's handler for access by address asks. */
    @Benchmark
    public boolean cidrJettyPeer() {
        return jetty.test(inetAddresses[at++ & ADDRESSES - 1]);
    }

    /** One of Spring Security's matchers a network, in turn. */
    @Benchmark
    public boolean cidrSpringPeer() {
        String address = texts[at++ & ADDRESSES - 1];
        for (IpAddressMatcher matcher : spring) {
            if (matcher.matches(address)) {
                return true;
            }
        }
        return false;
    }

    /** A trie. */
    @Benchmark
    public boolean cidrFloor() {
        return trie.contains(bits[at++ & ADDRESSES - 1]);
    }
}
