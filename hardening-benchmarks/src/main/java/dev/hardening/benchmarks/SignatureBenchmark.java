package dev.hardening.benchmarks;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.signature.PythonJson;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.signature.RequestSignatures;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.core.signature.SignedTarget;
import dev.hardening.core.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A signed JSON body, beside the MAC that nobody can do without. */
@State(Scope.Thread)
public class SignatureBenchmark {

    private static final String SECRET = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";

    @Param({"1", "64"})
    int kilobytes;

    private final Route route = Route.guarded("/ai").signed(SignatureScheme.PYTHON_JSON);
    private final JsonMapper jackson = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private byte[] body = {};
    private byte[] form = {};
    private @Nullable Mac mac;
    private @Nullable RequestSignatures room;
    private @Nullable SignedTarget target;

    /** Makes a body of members that are not in order. */
    @Setup
    public void sign() throws GeneralSecurityException {
        StringBuilder text = new StringBuilder("{\"timestamp\": 1732181234.1234567, \"agent_id\": \"a\", \"items\": [");
        for (int i = 0; text.length() < kilobytes * 1024 - 100; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append("{\"name\": \"item ")
                    .append(i)
                    .append("\", \"amount\": ")
                    .append(i)
                    .append(".25, \"id\": ")
                    .append(i)
                    .append('}');
        }
        body = text.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
        form = Objects.requireNonNull(PythonJson.of(body)).toBytes();
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        // The same message again and again: nothing may be remembered.
        room = new RequestSignatures(
                SignatureSettings.builder()
                        .shared(Secret.ofUtf8("AI_AGENT_SECRET", SECRET))
                        .unsafeAnyAge()
                        .build(),
                ReplayStore.inMemory(InstantSource.system(), 1),
                Ticker.system(),
                InstantSource.system(),
                SecurityEventListener.none(),
                new Redactor());
        String signature = HexFormat.of().formatHex(mac.doFinal(form));
        target = new SignedTarget(Facts.with("203.0.113.9", "X-AI-Signature", signature), "/ai", null);
    }

    /** Ours, from the header to the identity. */
    @Benchmark
    public Object signatureOurs() {
        return Objects.requireNonNull(room)
                .claim(Objects.requireNonNull(target), route)
                .verify(body);
    }

    /** The form alone: the one pass over the body. */
    @Benchmark
    public @Nullable Object signatureFormOurs() {
        return PythonJson.of(body);
    }

    /** The MAC of the raw bytes. */
    @Benchmark
    public byte[] signatureFloor() {
        return Objects.requireNonNull(mac).doFinal(body);
    }

    /** Jackson: into a map, out again with sorted names, and the MAC. It gives Python's form of some bodies only. */
    @Benchmark
    public byte[] signatureJacksonPeer() {
        Object tree = jackson.readValue(body, Object.class);
        return Objects.requireNonNull(mac).doFinal(jackson.writeValueAsBytes(tree));
    }
}
