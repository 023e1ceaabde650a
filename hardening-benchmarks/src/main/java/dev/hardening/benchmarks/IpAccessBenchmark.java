package dev.hardening.benchmarks;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.ipaccess.IpAccess;
import dev.hardening.core.ipaccess.IpAccessSettings;
import dev.hardening.core.net.Cidr;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Deciding about clients by a list that denies a thousand networks and one that allows ten, beside two tries. */
@State(Scope.Thread)
public class IpAccessBenchmark {

    private static final int ADDRESSES = 1024;
    private static final Route ROUTE = Route.open("/api/items");

    private final IpAddress[] addresses = new IpAddress[ADDRESSES];
    private final int[] bits = new int[ADDRESSES];
    private final Floors.Trie allowed = new Floors.Trie();
    private final Floors.Trie denied = new Floors.Trie();
    private IpAccess access = IpAccess.of(IpAccessSettings.builder().build());
    private int at;

    /** Draws networks and addresses with a fixed seed; about half of the addresses are allowed. */
    @Setup
    public void draw() {
        Random random = new Random(1);
        access = IpAccess.of(IpAccessSettings.builder()
                .allow(networks(random, 10, 4, allowed))
                .deny(networks(random, 1000, 16, denied))
                .build());
        for (int i = 0; i < ADDRESSES; i++) {
            bits[i] = random.nextInt();
            addresses[i] = address(bits[i]);
        }
    }

    private static CidrSet networks(Random random, int count, int shortest, Floors.Trie trie) {
        List<Cidr> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int prefix = shortest + random.nextInt(8);
            int network = random.nextInt() & -1 << (32 - prefix);
            list.add(Cidr.of(address(network), prefix));
            trie.add(network, prefix);
        }
        return CidrSet.of(list);
    }

    private static IpAddress address(int bits) {
        return IpAddress.ofBytes(
                new byte[] {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits});
    }

    /** Our decision. */
    @Benchmark
    public Decision ipAccessOurs() {
        return access.decide(addresses[at++ & ADDRESSES - 1], ROUTE);
    }

    /** Two tries. */
    @Benchmark
    public boolean ipAccessFloor() {
        int client = bits[at++ & ADDRESSES - 1];
        return !denied.contains(client) && allowed.contains(client);
    }
}
