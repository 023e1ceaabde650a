package dev.hardening.core.token;

import dev.hardening.core.net.Origin;
import dev.hardening.core.net.OriginPattern;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@link OidcSettings} from the environment. */
final class OidcReading {

    static final String ORIGINS = Origins.PUBLIC_ORIGINS.name();

    private final SettingReader reader;

    OidcReading(SettingReader reader) {
        this.reader = reader;
    }

    Optional<OidcSettings> read() {
        Optional<String> client = reader.find(OidcSettings.CLIENT_ID);
        String path = reader.read(OidcSettings.CALLBACK_PATH);
        Set<String> scopes = reader.read(OidcSettings.SCOPES);
        if (client.isEmpty()) {
            if (!reader.isSet(OidcSettings.CLIENT_ID)) {
                warnOfUnused();
            }
            return Optional.empty();
        }
        Optional<Secret> secret = reader.secrets().require(OidcSettings.CLIENT_SECRET);
        Optional<String> issuer = reader.find(ExternalIssuer.ISSUER);
        if (issuer.isEmpty() && !reader.isSet(ExternalIssuer.ISSUER)) {
            reader.add(Problem.refuse(
                    ProblemCode.MISSING,
                    ExternalIssuer.ISSUER.name(),
                    "is required with OIDC_CLIENT_ID, because nobody else can log browsers in",
                    "set it to the issuer's URL"));
        }
        Optional<Origin> origin = origin();
        if (secret.isEmpty() || issuer.isEmpty() || origin.isEmpty()) {
            return Optional.empty();
        }
        return reader.build(() -> {
            OidcSettings.Builder builder = OidcSettings.builder(issuer.get(), client.get(), secret.get(), origin.get())
                    .callbackPath(path)
                    .scopes(scopes.toArray(String[]::new));
            if (!reader.mode().isProduction()) {
                builder.unsafeLoopbackHttp();
            }
            reader.find(ExternalIssuer.JWKS_URL).ifPresent(builder::jwksUrl);
            return builder.build();
        });
    }

    private void warnOfUnused() {
        boolean secret = reader.secrets().raw(OidcSettings.CLIENT_SECRET.name()).isPresent();
        List<String> unused = List.of(
                secret ? OidcSettings.CLIENT_SECRET.name() : "",
                reader.isSet(OidcSettings.CALLBACK_PATH) ? OidcSettings.CALLBACK_PATH.name() : "",
                reader.isSet(OidcSettings.SCOPES) ? OidcSettings.SCOPES.name() : "");
        for (String name : unused) {
            if (!name.isEmpty()) {
                reader.add(Problem.warn(
                        ProblemCode.IGNORED, name, "has no effect without a client", "set OIDC_CLIENT_ID"));
            }
        }
    }

    /** The one origin that browsers come back to; which of several is nothing to be guessed. */
    private Optional<Origin> origin() {
        List<OriginPattern> all = reader.read(Origins.PUBLIC_ORIGINS).entries();
        if (all.size() == 1) {
            return Optional.of(Origin.parse(all.get(0).toString()));
        }
        if (all.isEmpty() && !reader.isSet(Origins.PUBLIC_ORIGINS)) {
            reader.add(Problem.refuse(
                    ProblemCode.MISSING,
                    ORIGINS,
                    "is required with OIDC_CLIENT_ID, because the issuer sends browsers back there",
                    "set it to the origin at which browsers see this service"));
        } else if (!all.isEmpty()) {
            reader.add(Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    ORIGINS + ", " + OidcSettings.CLIENT_ID.name(),
                    "leave open to which of several origins the issuer sends browsers back",
                    "name one public origin"));
        }
        return Optional.empty();
    }
}
