package dev.hardening.core.tls;

import dev.hardening.core.secret.SecretFile;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.Severity;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server speaks TLS, and with which files. Immutable. The default is plain http.
 *
 * <p>{@link #read} judges what the files hold. What it refuses in production is a warning in development, as far as a
 * server can run with it; with files that are missing or unreadable it runs in development without TLS.
 */
public final class TlsSettings {

    /** Whether the port speaks TLS; false unless told otherwise. */
    public static final Setting<Boolean> HTTPS_ENABLED =
            Setting.bool("HTTPS_ENABLED").orElse(false);

    /** The private key: PKCS#8, PKCS#1 or SEC 1, PEM, not encrypted. */
    public static final Setting<Path> HTTPS_KEY_PATH = Setting.path("HTTPS_KEY_PATH");

    /** The certificates, PEM, the server's own first. */
    public static final Setting<Path> HTTPS_CERT_PATH = Setting.path("HTTPS_CERT_PATH");

    private final @Nullable Path keyFile;
    private final @Nullable Path certificateFile;
    private final boolean faulty;

    private TlsSettings(Builder builder) {
        this.keyFile = builder.keyFile;
        this.certificateFile = builder.certificateFile;
        this.faulty = builder.faulty;
    }

    /** Starts without TLS. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings and judges the files; what is wrong is added to the reader's problems. */
    public static TlsSettings read(SettingReader reader) {
        return read(reader, builder().build(), InstantSource.system());
    }

    /**
     * Reads the settings and judges the files; what is wrong is added to the reader's problems.
     *
     * @param defaults count for each variable that is not set
     * @param clock says whether certificates are valid
     */
    public static TlsSettings read(SettingReader reader, TlsSettings defaults, InstantSource clock) {
        boolean said = reader.read(HTTPS_ENABLED);
        boolean enabled = reader.isSet(HTTPS_ENABLED) ? said : defaults.isEnabled();
        Optional<Path> key = reader.find(HTTPS_KEY_PATH);
        Optional<Path> certificates = reader.find(HTTPS_CERT_PATH);
        if (!enabled) {
            return builder().build();
        }
        key = reader.isSet(HTTPS_KEY_PATH) ? key : defaults.keyFile().or(() -> reader.require(HTTPS_KEY_PATH));
        certificates = reader.isSet(HTTPS_CERT_PATH)
                ? certificates
                : defaults.certificateFile().or(() -> reader.require(HTTPS_CERT_PATH));
        if (key.isEmpty() || certificates.isEmpty()) {
            return builder().build();
        }
        return judged(reader, builder().files(key.get(), certificates.get()), clock);
    }

    private static TlsSettings judged(SettingReader reader, Builder builder, InstantSource clock) {
        boolean production = reader.mode().isProduction();
        TlsSettings settings = builder.unsafeFaultyCertificates(!production).build();
        List<Problem> lost = settings.unreadable();
        if (!lost.isEmpty()) {
            lost.stream().map(problem -> production ? problem : plain(problem)).forEach(reader::add);
            return builder().build();
        }
        return reader.build(settings::load)
                .map(pair -> {
                    for (Problem problem : CertificateRules.judge(pair.chain(), clock.instant())) {
                        reader.add(production ? problem : problem.as(Severity.WARN));
                    }
                    return settings;
                })
                .orElseGet(() -> builder().build());
    }

    private static Problem plain(Problem problem) {
        return Problem.warn(
                problem.code(),
                problem.name(),
                problem.message() + ", so this port speaks plain http, as it may in development",
                problem.cure() + ", or set " + HTTPS_ENABLED.name() + "=false");
    }

    private List<Problem> unreadable() {
        return Stream.of(
                        isReadable(Objects.requireNonNull(keyFile)) ? null : PemKeyStore.unreadable(HTTPS_KEY_PATH),
                        isReadable(Objects.requireNonNull(certificateFile))
                                ? null
                                : PemKeyStore.unreadable(HTTPS_CERT_PATH))
                .filter(Objects::nonNull)
                .toList();
    }

    private static boolean isReadable(Path file) {
        try {
            Arrays.fill(SecretFile.readBytes(file), (byte) 0);
            return true;
        } catch (SecretFileException e) {
            return false;
        }
    }

    /** Tells whether the server speaks TLS. */
    public boolean isEnabled() {
        return keyFile != null;
    }

    /** Returns the file of the private key, when the server speaks TLS. */
    public Optional<Path> keyFile() {
        return Optional.ofNullable(keyFile);
    }

    /** Returns the file of the certificates, when the server speaks TLS. */
    public Optional<Path> certificateFile() {
        return Optional.ofNullable(certificateFile);
    }

    boolean takesFaultyCertificates() {
        return faulty;
    }

    /**
     * Reads both files.
     *
     * @throws InvalidSettingsException when they hold no pair
     * @throws IllegalStateException when the server does not speak TLS
     */
    PemKeyStore load() {
        if (keyFile == null || certificateFile == null) {
            throw new IllegalStateException("the settings are without TLS");
        }
        return PemKeyStore.read(keyFile, certificateFile);
    }

    /** Returns one line for people. */
    public String summary() {
        return isEnabled() ? "TLS 1.2 and 1.3 from PEM files, read again when they change" : "plain http";
    }

    @Override
    public String toString() {
        return "TlsSettings[" + summary() + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable Path keyFile;
        private @Nullable Path certificateFile;
        private boolean faulty;

        private Builder() {}

        /** Speaks TLS with the key and the certificates of two PEM files; one file may hold both. */
        public Builder files(Path key, Path certificates) {
            this.keyFile = Objects.requireNonNull(key, "key");
            this.certificateFile = Objects.requireNonNull(certificates, "certificates");
            return this;
        }

        /**
         * Starts even with certificates that are expired, not yet valid, in the wrong order or weak: for development. What
         * replaces them while running must be without fault all the same.
         */
        public Builder unsafeFaultyCertificates(boolean value) {
            this.faulty = value;
            return this;
        }

        /** Returns the settings. The files are not looked at. */
        public TlsSettings build() {
            return new TlsSettings(this);
        }
    }
}
