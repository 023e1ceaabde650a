package dev.hardening.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.token.TokenIssuer;
import dev.hardening.core.token.TokenKeys;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.TokenVerifier;
import dev.hardening.core.token.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An HS256 access token: at first sight, seen before, and by the library alone. */
@State(Scope.Thread)
public class TokenBenchmark {

    private static final String SECRET = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";

    private String token = "";
    private @Nullable Facts request;
    private @Nullable TokenVerifier verifier;
    private @Nullable Tokens tokens;
    private @Nullable JWSVerifier raw;
    private @Nullable Mac mac;
    private Floors.@Nullable Keys known;
    private @Nullable DefaultJWTProcessor<SecurityContext> processor;

    /** Signs one token for all. */
    @Setup
    public void sign() throws JOSEException, GeneralSecurityException {
        TokenSettings settings = TokenSettings.builder()
                .profile(TokenProfile.PLAIN)
                .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", SECRET)))
                .build();
        TokenKeys keys = TokenKeys.of(settings, Ticker.system());
        InstantSource clock = InstantSource.system();
        Identity caller = Identity.provedBy(Proof.TOKEN, "alice")
                .tenant("acme")
                .role("user")
                .build();
        token = new TokenIssuer(settings, keys).access(caller, "session-1", "token-1", clock.instant());
        request = Facts.with("203.0.113.9", "Authorization", "Bearer " + token);
        verifier = new TokenVerifier(settings, keys, clock);
        tokens = Tokens.builder(settings).keys(keys).build();
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        raw = new MACVerifier(bytes);
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
        known = new Floors.Keys(List.of(token));
        processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(
                new SingleKeyJWSKeySelector<>(JWSAlgorithm.HS256, new SecretKeySpec(bytes, "HmacSHA256")));
    }

    /** Ours, form, signature and claims, never seen before. */
    @Benchmark
    public @Nullable Object tokenFirstSightOurs() {
        TokenVerifier ours = verifier;
        return ours == null ? null : ours.access(token);
    }

    /** Ours, from the request to the identity, seen before. */
    @Benchmark
    public @Nullable Object tokenSeenBeforeOurs() {
        Tokens ours = tokens;
        Facts known = request;
        return ours == null || known == null ? null : ours.authenticate(known);
    }

    /** The MAC of the text, its comparison, and one look for the time when it ends. */
    @Benchmark
    public boolean tokenFirstSightFloor() {
        int dot = token.lastIndexOf('.');
        byte[] input = token.substring(0, dot).getBytes(StandardCharsets.US_ASCII);
        byte[] given = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        Mac keyed = mac;
        if (keyed == null || !MessageDigest.isEqual(keyed.doFinal(input), given)) {
            throw new IllegalStateException("the token is good");
        }
        byte[] claims = Base64.getUrlDecoder().decode(token.substring(token.indexOf('.') + 1, dot));
        String text = new String(claims, StandardCharsets.UTF_8);
        int from = text.indexOf("\"exp\":") + 6;
        long expires = 0;
        for (int i = from; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
            expires = expires * 10 + text.charAt(i) - '0';
        }
        return expires > System.currentTimeMillis() / 1000;
    }

    /** A digest of the text, a map and one comparison. */
    @Benchmark
    public boolean tokenSeenBeforeFloor() {
        Floors.Keys seen = known;
        return seen != null && seen.contains(token);
    }

    /** The library: parse and verify, no claim looked at. */
    @Benchmark
    public boolean tokenNimbusRawPeer() throws ParseException, JOSEException {
        JWSVerifier library = raw;
        return library != null && SignedJWT.parse(token).verify(library);
    }

    /** The library's processor: parse, verify, and the claims that it looks at. */
    @Benchmark
    public @Nullable Object tokenNimbusProcessorPeer() throws ParseException, JOSEException, BadJOSEException {
        DefaultJWTProcessor<SecurityContext> library = processor;
        return library == null ? null : library.process(token, null);
    }
}
