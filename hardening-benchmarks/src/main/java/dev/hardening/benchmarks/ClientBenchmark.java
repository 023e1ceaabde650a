package dev.hardening.benchmarks;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.proxy.ClientOrigin;
import dev.hardening.core.proxy.ClientResolver;
import dev.hardening.core.proxy.ProxySettings;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Who the client is, directly and behind one trusted proxy. */
@State(Scope.Thread)
public class ClientBenchmark {

    private final ClientResolver resolver = ClientResolver.of(
            ProxySettings.builder().trusted(CidrSet.parse("10.0.0.0/8")).build());
    private final Facts direct = Facts.with("203.0.113.9", "X-None", "");
    private final Facts forwarded = Facts.with("10.0.0.1", "X-Forwarded-For", "198.51.100.7, 203.0.113.9");
    private final IpAddress proxy = IpAddress.parse("10.0.0.1");

    /** No proxy. */
    @Benchmark
    public void directOurs(Blackhole asked) {
        consume(resolver.resolve(direct), asked);
    }

    /** Whoever asks takes the parts and keeps no origin. */
    private static void consume(ClientOrigin origin, Blackhole asked) {
        asked.consume(origin.client());
        asked.consume(origin.scheme());
        asked.consume(origin.host());
    }

    /** No proxy. */
    @Benchmark
    public @Nullable Object directFloor() {
        return Floors.client(direct.peer(), proxy, direct.header("X-Forwarded-For"));
    }

    /** One proxy. */
    @Benchmark
    public void forwardedOurs(Blackhole asked) {
        consume(resolver.resolve(forwarded), asked);
    }

    /** One proxy. */
    @Benchmark
    public @Nullable Object forwardedFloor() {
        return Floors.client(forwarded.peer(), proxy, forwarded.header("X-Forwarded-For"));
    }
}
