package dev.hardening.core.cli;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.posture.PostureReport;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.tls.TlsSettings;
import dev.hardening.core.token.OidcSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads all that a service may read at its start: the rooms of the front desk, and those that stand beside it, which are
 * log-ins at an issuer and certificates. Those two are off unless their variables say otherwise.
 */
final class ServiceSettings {

    private final HardeningSettings rooms;
    private final Optional<OidcSettings> logins;
    private final TlsSettings tls;

    private ServiceSettings(HardeningSettings rooms, Optional<OidcSettings> logins, TlsSettings tls) {
        this.rooms = rooms;
        this.logins = logins;
        this.tls = tls;
    }

    /** Reads everything; what is wrong is added to the reader's problems. */
    static ServiceSettings read(SettingReader reader) {
        HardeningSettings rooms = HardeningSettings.builder().read(reader);
        return new ServiceSettings(rooms, OidcSettings.read(reader), TlsSettings.read(reader));
    }

    /** Does the same, but leaves the rooms beside the front desk alone when the source names no setting of theirs. */
    static ServiceSettings readNamed(SettingReader reader, SettingSource source) {
        HardeningSettings rooms = HardeningSettings.builder().read(reader);
        Set<String> front = reader.knownNames();
        boolean named =
                namesOfAll(source).stream().anyMatch(name -> !front.contains(name) && source.value(name) != null);
        return named
                ? new ServiceSettings(rooms, OidcSettings.read(reader), TlsSettings.read(reader))
                : new ServiceSettings(
                        rooms, Optional.empty(), TlsSettings.builder().build());
    }

    private static Set<String> namesOfAll(SettingSource source) {
        SettingReader reader = SettingReader.of(source);
        ServiceSettings unused = read(reader);
        return reader.knownNames();
    }

    /** Returns the report on a source of settings. */
    static PostureReport posture(SettingSource source) {
        SettingReader reader = SettingReader.of(source);
        ServiceSettings settings = read(reader);
        Map<String, String> lines = new LinkedHashMap<>();
        settings.logins.ifPresent(oidc -> lines.put("oidc", oidc.summary()));
        lines.put("tls", settings.tls.summary());
        return settings.rooms.posture(reader.finish()).with(lines);
    }
}
