package dev.hardening.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.token.ExternalIssuer;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.Tokens;
import dev.hardening.core.token.Verified;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** An issuer's access token: at first sight, seen before, and by the library alone. */
@State(Scope.Thread)
public class PublicKeyTokenBenchmark {

    private static final int MORE_THAN_REMEMBERED = 4096;
    private static final String ISSUER = "https://issuer.example.org";

    /** With what it is signed. */
    public enum Algorithm {
        /** RSA of 2048 bits. */
        RS256,

        /** ECDSA on P-256. */
        ES256,

        /** Ed25519, which the library leaves to Tink. */
        EDDSA
    }

    @Param
    Algorithm algorithm = Algorithm.RS256;

    private @Nullable JWK key;
    private @Nullable JWSSigner signer;
    private @Nullable JWSVerifier raw;
    private @Nullable Tokens tokens;
    private @Nullable Facts request;
    private String token = "";
    private String[] many = {};
    private int at;

    /** Makes a key and signs one token. */
    @Setup
    public void prepare(BenchmarkParams running) throws JOSEException {
        switch (algorithm) {
            case RS256 -> {
                RSAKey rsa = new RSAKeyGenerator(2048)
                        .keyID("k1")
                        .algorithm(JWSAlgorithm.RS256)
                        .generate();
                use(rsa, new RSASSASigner(rsa), new RSASSAVerifier(rsa.toRSAPublicKey()));
            }
            case ES256 -> {
                ECKey ec = new ECKeyGenerator(Curve.P_256)
                        .keyID("k1")
                        .algorithm(JWSAlgorithm.ES256)
                        .generate();
                use(ec, new ECDSASigner(ec), new ECDSAVerifier(ec.toECPublicKey()));
            }
            case EDDSA -> {
                OctetKeyPair pair = new OctetKeyPairGenerator(Curve.Ed25519)
                        .keyID("k1")
                        .algorithm(JWSAlgorithm.EdDSA)
                        .generate();
                use(pair, new Ed25519Signer(pair), new Ed25519Verifier(pair.toPublicJWK()));
            }
        }
        token = sign(0);
        request = Facts.with("203.0.113.9", "Authorization", "Bearer " + token);
        tokens = room();
        if (running.getBenchmark().endsWith("FirstOurs")) {
            many = new String[MORE_THAN_REMEMBERED];
            for (int i = 0; i < many.length; i++) {
                many[i] = sign(i);
            }
        }
    }

    private void use(JWK newKey, JWSSigner newSigner, JWSVerifier newVerifier) {
        key = newKey;
        signer = newSigner;
        raw = newVerifier;
    }

    private Tokens room() {
        JWK known = key;
        if (known == null) {
            throw new IllegalStateException("no key");
        }
        byte[] keys = ("{\"keys\":[" + known.toPublicJWK().toJSONString() + "]}").getBytes(StandardCharsets.UTF_8);
        return Tokens.builder(TokenSettings.builder()
                        .profile(TokenProfile.PLAIN)
                        .externalIssuer(ExternalIssuer.of(ISSUER, "api").build())
                        .build())
                .keySetSource(() -> keys)
                .build();
    }

    private String sign(int id) throws JOSEException {
        Instant now = Instant.now();
        SignedJWT made = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm == Algorithm.EDDSA ? "EdDSA" : algorithm.name()))
                        .keyID("k1")
                        .type(JOSEObjectType.JWT)
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience("api")
                        .subject("alice")
                        .jwtID("token-" + id)
                        .claim("tenant", "acme")
                        .claim("roles", List.of("user"))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(900)))
                        .build());
        made.sign(signer);
        return made.serialize();
    }

    /** Ours: form, signature, claims, and to remember it; each token comes again when it is forgotten. */
    @Benchmark
    public Object publicKeyFirstOurs() {
        Tokens ours = tokens;
        Object verified = ours == null ? null : ours.verify(many[at++ & MORE_THAN_REMEMBERED - 1]);
        if (!(verified instanceof Verified.Good<?>)) {
            throw new IllegalStateException("the token is good: " + verified);
        }
        return verified;
    }

    /** Ours, from the request to the identity, seen before. */
    @Benchmark
    public Object publicKeySeenOurs() {
        Tokens ours = tokens;
        Facts known = request;
        Authentication decided = ours == null || known == null ? Authentication.NONE : ours.authenticate(known);
        if (!(decided instanceof Authentication.Proved)) {
            throw new IllegalStateException("the token is good: " + decided);
        }
        return decided;
    }

    /** The library: parse and verify, no claim looked at. */
    @Benchmark
    public boolean publicKeyNimbusRawPeer() throws ParseException, JOSEException {
        JWSVerifier library = raw;
        if (library == null || !SignedJWT.parse(token).verify(library)) {
            throw new IllegalStateException("the token is good");
        }
        return true;
    }

    /** Ends what fetches keys. */
    @TearDown
    public void close() {
        if (tokens != null) {
            tokens.close();
        }
    }
}
