package dev.hardening.benchmarks;

import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.apikey.ApiKeys;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A key among many. */
@State(Scope.Thread)
public class ApiKeyBenchmark {

    @Param({"10", "1000", "10000"})
    int keys;

    private final List<String> texts = new ArrayList<>();
    private final List<byte[]> each = new ArrayList<>();
    private @Nullable ApiKeys ours;
    private Floors.@Nullable Keys floor;
    private Facts[] requests = {};
    private int at;

    /** Draws keys with a fixed seed. */
    @Setup
    public void draw() throws GeneralSecurityException {
        Random random = new Random(1);
        ApiKeySettings.Builder settings = ApiKeySettings.builder();
        for (int i = 0; i < keys; i++) {
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            texts.add(HexFormat.of().formatHex(bytes));
            each.add(texts.get(i).getBytes(StandardCharsets.US_ASCII));
            settings.key("key " + i, Secret.ofUtf8("key", texts.get(i)));
        }
        ours = new ApiKeys(settings.build(), Ticker.system(), InstantSource.system(), SecurityEventListener.none());
        floor = new Floors.Keys(texts);
        requests = new Facts[64];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = Facts.with("203.0.113.9", "X-API-Key", texts.get(random.nextInt(keys)));
        }
    }

    /** Ours, from the request to the identity. */
    @Benchmark
    public @Nullable Object apiKeyOurs() {
        ApiKeys known = ours;
        return known == null ? null : known.authenticate(requests[at++ & 63]);
    }

    /** What is written by hand most: every key is compared, each in a time that does not tell where it differs. */
    @Benchmark
    public boolean apiKeyEachPeer() {
        byte[] given = requests[at++ & 63].value().getBytes(StandardCharsets.US_ASCII);
        boolean known = false;
        for (byte[] key : each) {
            known |= MessageDigest.isEqual(key, given);
        }
        return known;
    }

    /** A digest, a map and one comparison. */
    @Benchmark
    public boolean apiKeyFloor() {
        Floors.Keys known = floor;
        return known != null && known.contains(requests[at++ & 63].value());
    }
}
