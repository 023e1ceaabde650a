package dev.hardening.core.apikey;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which keys count and where they are presented. Immutable.
 *
 * <p>From the environment: {@code API_KEYS} (a list with commas), {@code API_KEY_1}, {@code API_KEY_BILLING} and so on,
 * {@code API_KEYS_FILE} (keys by line or comma, read again within ten seconds of a change; not beside {@code API_KEYS}).
 * They add up. An entry
 * {@code sha256:} with 64 hex digits is the digest of a key, so that the key itself need not be deployed. The label of
 * a key in logs is where it came from. Guide rows C-10 to C-22.
 */
public final class ApiKeySettings {

    /** The header field that holds the key; {@code X-API-Key} unless told otherwise. */
    public static final Setting<String> HEADER =
            Setting.parsed("API_KEY_HEADER", ApiKeySettings::fieldName).orElse("X-API-Key");

    /** Whether a refused key ends the request; see {@link Enforcement}. */
    public static final Setting<Enforcement> MODE =
            Setting.word("API_KEY_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private final List<ApiKey> keys;
    private final @Nullable Path file;
    private final String header;
    private final boolean authorization;
    private final Enforcement enforcement;

    private ApiKeySettings(Builder builder) {
        this.keys = List.copyOf(builder.keys);
        this.file = builder.file;
        this.header = builder.header;
        this.authorization = builder.authorization;
        this.enforcement = builder.enforcement;
    }

    /** Starts without keys, which means that nobody gets in. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads everything that the environment says of keys; having none is a problem unless the room is off. */
    public static ApiKeySettings read(SettingReader reader) {
        return read(reader, false);
    }

    /**
     * Does the same where callers may prove themselves in another way as well.
     *
     * @param others whether they may; then the room is off when there is no key
     */
    public static ApiKeySettings read(SettingReader reader, boolean others) {
        return new ApiKeyReading(reader, others).read();
    }

    List<ApiKey> keys() {
        return keys;
    }

    @Nullable
    Path file() {
        return file;
    }

    /** Returns the labels of the keys that do not come from the file. */
    public List<String> labels() {
        return keys.stream().map(ApiKey::label).toList();
    }

    /** Tells whether keys come from {@code API_KEYS} and its like; an application may read its own from elsewhere. */
    boolean isOfEnvironment() {
        return file != null || keys.stream().anyMatch(key -> key.label().startsWith("API_KEY"));
    }

    /** Returns the header field that holds the key. */
    public String header() {
        return header;
    }

    /** Tells whether {@code Authorization: ApiKey …} counts as well. */
    public boolean acceptsAuthorization() {
        return authorization;
    }

    /** Returns whether refusals count. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (enforcement == Enforcement.OFF) {
            return "off: no key is asked for";
        }
        return keys.size() + " API keys" + (file == null ? "" : " and a file of keys") + " in " + header
                + (enforcement == Enforcement.SHADOW ? ", only watched" : "");
    }

    @Override
    public String toString() {
        return "ApiKeySettings[" + summary() + "]";
    }

    static String fieldName(String name) {
        boolean token = !name.isEmpty()
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_');
        if (!token || name.length() > 64) {
            throw new IllegalArgumentException("a header field has letters, digits and hyphens");
        }
        return name;
    }

    /** Collects keys. Not safe for use by several threads. */
    public static final class Builder {
        private final List<ApiKey> keys = new ArrayList<>();
        private @Nullable Path file;
        private String header = "X-API-Key";
        private boolean authorization;
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /**
         * Adds a key under a label for logs. A key that is there already is not added again.
         *
         * @throws InvalidSettingsException when the key cannot be sent in a header field
         */
        public Builder key(String label, Secret key) {
            return add(ApiKey.labelled(label, digestOf(label, key)));
        }

        /** Adds a key that proves the given caller, and counts only in the given span. */
        public Builder key(Secret key, Identity caller, @Nullable Instant notBefore, @Nullable Instant expires) {
            if (caller.proof() != Proof.API_KEY) {
                throw new IllegalArgumentException("an API key proves a caller by API_KEY");
            }
            return add(new ApiKey(digestOf(caller.subject(), key), caller, notBefore, expires));
        }

        /** Adds the keys of a file, which is read again while the service runs. */
        public Builder file(Path path) {
            this.file = Objects.requireNonNull(path, "path");
            return this;
        }

        /** Replaces the header field. */
        public Builder header(String name) {
            this.header = fieldName(name);
            return this;
        }

        /** Accepts {@code Authorization: ApiKey …} beside the header field. */
        public Builder acceptAuthorization() {
            this.authorization = true;
            return this;
        }

        /** Counts and logs what would be refused, and lets it pass. */
        public Builder shadow() {
            this.enforcement = Enforcement.SHADOW;
            return this;
        }

        /** Switches the room off: anybody may call everything. For development, or where the app authenticates. */
        public Builder unsafeOff() {
            this.enforcement = Enforcement.OFF;
            return this;
        }

        int size() {
            return keys.size();
        }

        Builder add(ApiKey key) {
            if (keys.stream().noneMatch(key::sameKey)) {
                keys.add(key);
            }
            return this;
        }

        /** Returns the settings. */
        public ApiKeySettings build() {
            return new ApiKeySettings(this);
        }

        static byte[] digestOf(String label, Secret key) {
            return key.exposeBytes(bytes -> {
                byte[] digest = Presented.declaredDigest(bytes);
                if (digest == null && !Presented.isPresentable(bytes)) {
                    throw new InvalidSettingsException(Problem.refuse(
                            ProblemCode.SECRET_CHARACTERS,
                            label,
                            "holds characters that a header field or a list of keys cannot carry, or is too long",
                            "use up to " + Presented.LONGEST + " printable ASCII characters without blanks and commas, "
                                    + "for example openssl rand -base64 32"));
                }
                return digest == null ? Presented.sha256(bytes, 0, bytes.length) : digest;
            });
        }
    }
}
