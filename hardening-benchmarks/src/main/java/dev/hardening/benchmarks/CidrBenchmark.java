package dev.hardening.benchmarks;

import dev.hardening.core.net.Cidr;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An address among networks. */
@State(Scope.Thread)
public class CidrBenchmark {

    private static final int ADDRESSES = 1024;

    @Param({"10", "1000"})
    int networks;

    private final IpAddress[] addresses = new IpAddress[ADDRESSES];
    private final int[] bits = new int[ADDRESSES];
    private final Floors.Trie trie = new Floors.Trie();
    private CidrSet set = CidrSet.empty();
    private int at;

    /** Draws networks and addresses with a fixed seed. */
    @Setup
    public void draw() {
        Random random = new Random(1);
        List<Cidr> list = new ArrayList<>();
        for (int i = 0; i < networks; i++) {
            int prefix = 12 + random.nextInt(17);
            int network = random.nextInt() & -1 << (32 - prefix);
            list.add(Cidr.of(address(network), prefix));
            trie.add(network, prefix);
        }
        set = CidrSet.of(list);
        for (int i = 0; i < ADDRESSES; i++) {
            bits[i] = random.nextInt();
            addresses[i] = address(bits[i]);
        }
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

    /** A trie. */
    @Benchmark
    public boolean cidrFloor() {
        return trie.contains(bits[at++ & ADDRESSES - 1]);
    }
}
