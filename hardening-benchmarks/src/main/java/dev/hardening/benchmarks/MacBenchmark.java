package dev.hardening.benchmarks;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** HMAC-SHA256 of a body. */
@State(Scope.Thread)
public class MacBenchmark {

    private static final String TEXT = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";

    @Param({"1", "64"})
    int kilobytes;

    private final byte[] secret = TEXT.getBytes(StandardCharsets.US_ASCII);
    private final DerivedKey ours = DerivedKey.of(Secret.ofUtf8("SECRET", TEXT), "benchmark");
    private final HashFunction guava = Hashing.hmacSha256(secret);
    private byte[] body = {};
    private @Nullable Mac mac;

    /** Makes the body. */
    @Setup
    public void fill() throws GeneralSecurityException {
        body = new byte[kilobytes * 1024];
        new Random(1).nextBytes(body);
        mac = keyed();
    }

    private Mac keyed() throws GeneralSecurityException {
        Mac made = Mac.getInstance("HmacSHA256");
        made.init(new SecretKeySpec(secret, "HmacSHA256"));
        return made;
    }

    /** Ours, safe for many threads. */
    @Benchmark
    public byte[] macOurs() {
        return ours.mac(body);
    }

    /** One MAC of one thread, used again. */
    @Benchmark
    public byte @Nullable [] macFloor() {
        Mac one = mac;
        return one == null ? null : one.doFinal(body);
    }

    /** One made for each call. */
    @Benchmark
    public byte[] macEachPeer() throws GeneralSecurityException {
        return keyed().doFinal(body);
    }

    /** Guava's. */
    @Benchmark
    public byte[] macGuavaPeer() {
        return guava.hashBytes(body).asBytes();
    }
}
