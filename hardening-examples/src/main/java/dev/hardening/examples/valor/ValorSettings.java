package dev.hardening.examples.valor;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.headers.ContentSecurityPolicy;
import dev.hardening.core.headers.HeaderProfile;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.headers.Hsts;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.metrics.Slo;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitRule;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.web.TestHooks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What guide 001 says of each room. */
final class ValorSettings {

    /** Where processes share their metrics (row X-14). One process serves its own, so nothing writes there. */
    static final Setting<String> METRICS_DIRECTORY = Setting.text("PROMETHEUS_MULTIPROC_DIR");

    /** The guide names a length for no secret; 32 bytes are the floor, and what is easily guessed is told. */
    private static final SecretRule STRONG = SecretRule.signing().toBuilder()
            .warn(SecretWeakness.FEW_DISTINCT_CHARACTERS, SecretWeakness.SEQUENCE, SecretWeakness.REPETITION)
            .warn(SecretWeakness.COMMON_WORD, SecretWeakness.WORDS, SecretWeakness.ENCODED_TEXT)
            .build();

    /** What signs everything but tokens; here, by which devices a user has logged in before. */
    static final SecretSetting SECRET_KEY = SecretSetting.of("SECRET_KEY", STRONG);

    private static final RateLimitRule FINANCIAL =
            RateLimitRule.of(RateLimit.slidingWindow(ValorRoutes.FINANCIAL_LIMIT, 30, Duration.ofMinutes(1)));

    /** The guide's (row X-43). */
    private static final List<Slo> OBJECTIVES = List.of(
            Slo.availability(Slo.EVERY_ROUTE, 99.5),
            Slo.latency(ValorRoutes.RUNS, 95, Duration.ofMillis(500)),
            Slo.latency(ValorRoutes.RUNS, 99, Duration.ofSeconds(1)),
            Slo.latency(ValorRoutes.FINANCIAL_DATUM, 95, Duration.ofMillis(300)),
            Slo.latency(ValorRoutes.FINANCIAL_DATUM, 99, Duration.ofMillis(600)));

    /** As for runs, so that anybody can see one missed. */
    private static final List<Slo> OF_HOOKS = List.of(
            Slo.latency(ValorRoutes.HOOKS, 95, Duration.ofMillis(500)),
            Slo.latency(ValorRoutes.HOOKS, 99, Duration.ofSeconds(1)));

    private static final String POLICY = "default-src 'self'; connect-src 'self' https://api.your-domain.tld;"
            + " img-src 'self' data:; script-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

    private ValorSettings() {}

    static SettingSource declare(SettingSource environment) {
        SettingSource source = environment
                .withDefault("HEALTH_PATH", ",")
                .withDefault("HEALTH_LIVE_PATH", ValorRoutes.HEALTH)
                .withDefault("HEALTH_READY_PATH", ValorRoutes.READINESS)
                .withDefault("TRUSTED_PROXIES", "127.0.0.0/8,::1/128")
                .withDefault("REQUEST_TIMEOUT_MS", "120000")
                .withDefault("JWT_REFRESH_GRACE_SECONDS", "0")
                .withDefault("JWT_CLOCK_SKEW_SECONDS", "0");
        return Origins.CORS_ORIGINS.names().stream().allMatch(name -> environment.value(name) == null)
                ? source
                : source.withDefault("CORS_METHODS", "GET,POST")
                        .withDefault("CORS_HEADERS", "authorization,content-type,x-tenant-id,x-request-id");
    }

    static HardeningSettings read(SettingReader reader) {
        boolean strict = reader.read(SettingReader.STRICT);
        Routes routes = ValorRoutes.of(strict);
        Optional<Secret> secretKey = reader.secrets().requireOrGenerate(SECRET_KEY);
        reader.find(METRICS_DIRECTORY);
        return HardeningSettings.builder()
                .routes(routes)
                .distributed(Shared.read(reader))
                .errors(ErrorSettings.builder().style(ErrorStyle.FLAT).build())
                .headers(HeaderSettings.read(reader, headers(strict)))
                .rateLimit(RateLimitSettings.read(reader, routes.limits(), FINANCIAL))
                .tokens(TokenSettings.read(
                        reader,
                        TokenSettings.builder()
                                .profile(TokenProfile.PLAIN)
                                .secretRule(STRONG)
                                .secretName("JWT_SECRET_KEY")
                                .requireOrGenerateSecret()))
                .metrics(MetricsSettings.read(reader, MetricsSettings.builder().objectives(objectives(reader))))
                .apiKeys(ApiKeySettings.builder().unsafeOff().build())
                .cookie(CookieSettings.builder().build())
                .lockout(secretKey
                        .map(key -> LockoutSettings.read(reader, key))
                        .orElseGet(() -> LockoutSettings.read(reader)))
                .read(reader);
    }

    private static List<Slo> objectives(SettingReader reader) {
        List<Slo> hooks = reader.read(TestHooks.ENABLED) ? OF_HOOKS : List.of();
        return Stream.concat(OBJECTIVES.stream(), hooks.stream()).toList();
    }

    private static HeaderSettings.Builder headers(boolean strict) {
        return HeaderSettings.builder()
                .profile(HeaderProfile.WEB)
                .csp(ContentSecurityPolicy.parse(strict ? POLICY.replace(" 'unsafe-inline'", "") : POLICY))
                .hsts(Hsts.of(365).includeSubDomains().preload())
                .set("Referrer-Policy", "strict-origin-when-cross-origin")
                .set("Permissions-Policy", "geolocation=(), microphone=(), camera=()");
    }
}
