package dev.hardening.core.tls;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Whether a server speaks TLS, and with which files. */
public final class TlsSettings {

    /** Whether the port speaks TLS. */
    public static final Setting<Boolean> HTTPS_ENABLED =
            Setting.bool("HTTPS_ENABLED").orElse(false);

    /** The private key: PKCS#8, PKCS#1 or SEC 1, PEM, not encrypted. */
    public static final Setting<Path> HTTPS_KEY_PATH = Setting.parsed("HTTPS_KEY_PATH", TlsSettings::path);

    /** The certificates, PEM, the server's own first. */
    public static final Setting<Path> HTTPS_CERT_PATH = Setting.parsed("HTTPS_CERT_PATH", TlsSettings::path);

    private TlsSettings() {}

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("it is no path of this system", e);
        }
    }

    static InvalidSettingsException unusable(Setting<Path> setting, String message, String cure) {
        return new InvalidSettingsException(Problem.refuse(ProblemCode.FILE_UNUSABLE, setting.name(), message, cure));
    }
}
