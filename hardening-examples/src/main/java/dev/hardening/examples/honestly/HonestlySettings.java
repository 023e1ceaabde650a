package dev.hardening.examples.honestly;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.breaker.StaleCacheSettings;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.headers.Hsts;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitBy;
import dev.hardening.core.ratelimit.RateLimitRule;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretUnit;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.web.TestHooks;
import java.time.Duration;
import java.util.stream.Stream;

/** What guide 004 says of each room. */
final class HonestlySettings {

    /** How many requests are worked on at once, beside those that wait, 1 to 256 (row H-62). Default 48. */
    static final Setting<Integer> WORKERS = Setting.integer("WORKERS", 1, 256).orElse(48);

    /** "32-byte hex": 64 digits when the secret is made of them (rows H-25 and H-26). */
    private static final SecretRule HEX =
            SecretRule.signing().toBuilder().minimum(32, SecretUnit.HEX_BYTES).build();

    static final SecretSetting AGENT_SECRET = SecretSetting.of("AI_AGENT_SECRET", HEX);

    /** Of the database; only known defaults are refused (row H-27). */
    static final SecretSetting DATABASE_PASSWORD = SecretSetting.of("NEO4J_PASS", SecretRule.password());

    private static final CidrSet OPERATORS = CidrSet.of(Stream.of(CidrSet.loopback(), CidrSet.privateRanges())
            .flatMap(networks -> networks.cidrs().stream())
            .toList());

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RateLimitRule EVERYBODY =
            RateLimitRule.of(RateLimit.slidingWindow(Route.DEFAULT_LIMIT, 1_000, MINUTE));
    private static final RateLimitRule AGENTS = RateLimitRule.of(
                    RateLimit.slidingWindow(HonestlyRoutes.AGENT_LIMIT, 100, MINUTE))
            .by(RateLimitBy.AGENT);
    private static final RateLimitRule ADDRESSES =
            RateLimitRule.of(RateLimit.slidingWindow(HonestlyRoutes.ADDRESS_LIMIT, 10_000, MINUTE));

    private static final Duration BUNDLE_TTL = Duration.ofMinutes(1);

    private HonestlySettings() {}

    static SettingSource declare(SettingSource environment) {
        SettingSource source = environment
                .withDefault("HEALTH_PATH", "/monitoring/health,/ai/health")
                .withDefault("HEALTH_LIVE_PATH", "/monitoring/live")
                .withDefault("HEALTH_READY_PATH", "/monitoring/ready")
                .withDefault("CACHE_POLICY", "lru")
                .withDefault("JWT_REFRESH_GRACE_SECONDS", "0")
                .withDefault("JWT_CLOCK_SKEW_SECONDS", "0");
        return Origins.CORS_ORIGINS.names().stream().allMatch(name -> environment.value(name) == null)
                ? source
                : source.withDefault("CORS_METHODS", "GET,POST")
                        .withDefault("CORS_HEADERS", "authorization,content-type,x-ai-signature");
    }

    /** The numbers by route, for operators on this machine and in private networks. */
    private static MetricsSettings metrics(SettingReader reader) {
        return MetricsSettings.read(
                reader,
                MetricsSettings.builder()
                        .jsonPath(HonestlyRoutes.METRICS)
                        .jsonAllowed(OPERATORS)
                        .responseTime(true));
    }

    static HardeningSettings read(SettingReader reader) {
        MetricsSettings metrics = metrics(reader);
        Routes routes = HonestlyRoutes.of(metrics.jsonAllowed(), reader.read(TestHooks.ENABLED));
        reader.secrets().requireOrGenerate(DATABASE_PASSWORD);
        DistributedSettings shared = Shared.read(reader);
        TokenSettings tokens = TokenSettings.read(
                reader,
                TokenSettings.builder()
                        .profile(TokenProfile.PLAIN)
                        .accessTtl(Duration.ofHours(1))
                        .secretRule(HEX)
                        .requireOrGenerateSecret());
        return HardeningSettings.builder()
                .routes(routes)
                .errors(ErrorSettings.builder().style(ErrorStyle.FLAT).build())
                .headers(HeaderSettings.read(
                        reader, HeaderSettings.builder().hsts(Hsts.of(365).includeSubDomains())))
                .rateLimit(RateLimitSettings.read(reader, routes.limits(), EVERYBODY, AGENTS, ADDRESSES))
                .distributed(shared)
                .tokens(tokens)
                .lockout(Shared.lockout(reader, shared, "JWT_SECRET", "JWT_SECRET_KEY"))
                .signatures(SignatureSettings.read(reader, signatures(reader)))
                .metrics(metrics)
                .audit(AuditSettings.read(reader, AuditSettings.builder().inMemory()))
                .apiKeys(ApiKeySettings.builder().unsafeOff().build())
                .cookie(CookieSettings.builder().build())
                .read(reader);
    }

    /** The guide's own example is of 2009 (row H-48); who is strict asks for the time of now. */
    private static SignatureSettings.Builder signatures(SettingReader reader) {
        SignatureSettings.Builder signed = SignatureSettings.builder()
                .secret(AGENT_SECRET)
                .malformedBadRequest()
                .requiredOrGenerated();
        return reader.read(SettingReader.STRICT) ? signed : signed.unsafeAnyAge();
    }

    /** Metadata are kept as long as {@code CACHE_TTL} says, and never shown when they are older. */
    static StaleCacheSettings metadata(SettingReader reader) {
        StaleCacheSettings common = StaleCacheSettings.read(reader);
        return kept(common, common.ttl());
    }

    /** As many bundles as there may be of metadata, for a minute. */
    static StaleCacheSettings bundles(StaleCacheSettings metadata) {
        return kept(metadata, BUNDLE_TTL);
    }

    private static StaleCacheSettings kept(StaleCacheSettings like, Duration ttl) {
        return StaleCacheSettings.builder()
                .ttl(ttl)
                .staleTtl(ttl)
                .maxSize(like.maxSize())
                .policy(like.policy())
                .build();
    }
}
