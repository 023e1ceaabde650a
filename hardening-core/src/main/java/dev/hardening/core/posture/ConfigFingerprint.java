package dev.hardening.core.posture;

import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.SettingReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A short text that two instances of one version share exactly when they have the same settings (guide row E-54). Immutable.
 *
 * <p>Secrets count by an HMAC-SHA256 of their bytes, never by a plain hash: whoever gets hold of a fingerprint could
 * otherwise try passwords against it for as long as he likes. The key is derived from {@link #KEY}. Where that is not set,
 * it is derived from all machine-made secrets of the same settings together, so that whoever does not know every one of
 * them can test no guess; each tag then changes with any of them. With neither, secrets are {@linkplain #leftOut() left
 * out}, and a change of one is not seen.
 */
public final class ConfigFingerprint {

    /** Keys the fingerprint, 32 bytes or more; the same in all instances that are compared. */
    public static final SecretSetting KEY = SecretSetting.of("FINGERPRINT_KEY", SecretRule.signing());

    private static final String PURPOSE = "hardening/fingerprint/v1";
    private static final int SHOWN_BYTES = 16;
    private static final int TAG_BYTES = 4;
    private static final byte PLAIN = 0;
    private static final byte SECRET = 1;

    private final String text;
    private final KeyOrigin origin;
    private final Map<String, String> tags;
    private final Set<String> leftOut;

    /** What the fingerprint is keyed by. */
    public enum KeyOrigin {
        /** By {@link ConfigFingerprint#KEY}. */
        OWN_KEY,
        /** By the machine-made secrets of the settings. */
        SECRETS,
        /** By nothing: secrets are left out. */
        NONE
    }

    private ConfigFingerprint(String text, KeyOrigin origin, Map<String, String> tags, Set<String> leftOut) {
        this.text = text;
        this.origin = origin;
        this.tags = Collections.unmodifiableMap(tags);
        this.leftOut = Collections.unmodifiableSet(leftOut);
    }

    /**
     * Returns the fingerprint of all that was read so far; call it last, before {@link SettingReader#finish()}. What was
     * read as a list of secrets, or without a rule, counts as a secret.
     */
    public static ConfigFingerprint of(SettingReader reader) {
        Optional<Secret> own = reader.secrets()
                .find(KEY)
                .filter(key -> SecretRule.isAcceptable(KEY.rule().check(key)));
        Map<String, Secret> secrets = new TreeMap<>(reader.secrets().byName());
        secrets.remove(KEY.name());
        Optional<Secret> derived = own.isPresent() ? Optional.empty() : joined(secrets);
        KeyOrigin derivedOrNone = derived.isPresent() ? KeyOrigin.SECRETS : KeyOrigin.NONE;
        Secret material = own.or(() -> derived).orElseGet(() -> Secret.ofUtf8("no key", PURPOSE));
        return of(
                DerivedKey.of(material, PURPOSE),
                own.isPresent() ? KeyOrigin.OWN_KEY : derivedOrNone,
                reader.effective(),
                secrets);
    }

    private static ConfigFingerprint of(
            DerivedKey key, KeyOrigin origin, Map<String, String> values, Map<String, Secret> secrets) {
        Map<String, byte[]> macs = new TreeMap<>();
        values.forEach((name, value) -> macs.put(name, mac(key, name, PLAIN, value.getBytes(StandardCharsets.UTF_8))));
        Set<String> leftOut = new TreeSet<>();
        secrets.forEach((name, secret) -> {
            if (origin == KeyOrigin.NONE) {
                leftOut.add(name);
            } else {
                macs.put(name, secret.exposeBytes(bytes -> mac(key, name, SECRET, bytes)));
            }
        });
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Map<String, String> tags = new TreeMap<>();
        macs.forEach((name, mac) -> {
            all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            all.write(0);
            all.writeBytes(mac);
            tags.put(name, HexFormat.of().formatHex(mac, 0, TAG_BYTES));
        });
        String text = HexFormat.of().formatHex(key.mac(all.toByteArray()), 0, SHOWN_BYTES);
        return new ConfigFingerprint(text, origin, tags, leftOut);
    }

    private static byte[] mac(DerivedKey key, String name, byte kind, byte[] value) {
        byte[] prefix = name.getBytes(StandardCharsets.UTF_8);
        return key.mac(ByteBuffer.allocate(prefix.length + 2 + value.length)
                .put(prefix)
                .put((byte) 0)
                .put(kind)
                .put(value)
                .array());
    }

    /** Joins what a machine has made; a password, a passphrase or a URL would make the key as weak as itself. */
    private static Optional<Secret> joined(Map<String, Secret> secrets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        secrets.forEach((name, secret) -> {
            if (isMachineMade(secret)) {
                byte[] value = secret.exposeBytes(byte[]::clone);
                all.writeBytes(
                        ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
                all.writeBytes(value);
            }
        });
        return all.size() == 0 ? Optional.empty() : Optional.of(Secret.ofBytes("secrets", all.toByteArray()));
    }

    private static boolean isMachineMade(Secret secret) {
        boolean encoded = secret.exposeBytes(bytes -> {
            boolean all = true;
            for (byte b : bytes) {
                all &= b > 0 && (Character.isLetterOrDigit(b) || "+/-_=".indexOf(b) >= 0);
            }
            return all;
        });
        return encoded
                && SecretRule.signing().check(secret).stream()
                        .allMatch(finding -> finding.weakness() == SecretWeakness.FEW_RANDOM_BYTES);
    }

    /** Returns 32 hex digits. */
    public String text() {
        return text;
    }

    /** Returns what it is keyed by. */
    public KeyOrigin origin() {
        return origin;
    }

    /** Returns eight hex digits for each name, by which two instances can find where they differ. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Returns the names of the secrets that do not count, because nothing keys the fingerprint. */
    public Set<String> leftOut() {
        return leftOut;
    }

    /** Returns the fingerprint. */
    @Override
    public String toString() {
        return text;
    }
}
