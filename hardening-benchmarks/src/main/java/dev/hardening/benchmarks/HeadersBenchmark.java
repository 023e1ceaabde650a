package dev.hardening.benchmarks;

import dev.hardening.core.headers.HeaderBlock;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.headers.NonceSource;
import dev.hardening.core.headers.SecurityHeaders;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The static header block beside as many calls, and a nonce beside pooled AES. */
@State(Scope.Thread)
public class HeadersBenchmark {

    private final StubResponse response = new StubResponse();
    private final HeaderBlock block =
            SecurityHeaders.of(HeaderSettings.builder().build()).block(true, "/api/items");
    private final NonceSource nonces = NonceSource.create();
    private final SecureRandom random = new SecureRandom();
    private Floors.@Nullable Nonces floor;
    private @Nullable SecureRandom drbg;

    /** Prepares the floor's cipher. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        floor = new Floors.Nonces();
        drbg = SecureRandom.getInstance("DRBG");
    }

    /** All fields of the api profile. */
    @Benchmark
    public Object headersOurs() {
        response.recycle();
        for (int i = 0; i < block.size(); i++) {
            response.addHeader(block.name(i), block.value(i, null));
        }
        return response;
    }

    /** Ten calls with constants. */
    @Benchmark
    public Object headersFloor() {
        Floors.headers(response.recycle());
        return response;
    }

    /** One nonce. */
    @Benchmark
    public String nonceOurs() {
        return nonces.next();
    }

    /** A {@link SecureRandom} of the platform's choice, and the same text. */
    @Benchmark
    public String nonceSecureRandomPeer() {
        return drawn(random);
    }

    /** A DRBG of NIST SP 800-90A, and the same text. */
    @Benchmark
    public String nonceDrbgPeer() {
        return drawn(drbg);
    }

    private static String drawn(@Nullable SecureRandom source) {
        byte[] bytes = new byte[16];
        if (source != null) {
            source.nextBytes(bytes);
        }
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A random UUID, of which 122 bits are random. */
    @Benchmark
    public String nonceUuidPeer() {
        return UUID.randomUUID().toString();
    }

    /** One nonce. */
    @Benchmark
    public @Nullable String nonceFloor() throws GeneralSecurityException {
        Floors.Nonces ready = floor;
        return ready == null ? null : ready.next();
    }
}
