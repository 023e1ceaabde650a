package dev.hardening.core;

import dev.hardening.core.accesslog.AccessLogSettings;
import dev.hardening.core.accesslog.LogSettings;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.cookie.OwnCookieSettings;
import dev.hardening.core.correlation.CorrelationSettings;
import dev.hardening.core.cors.CorsSettings;
import dev.hardening.core.crosssite.CrossSiteSettings;
import dev.hardening.core.deadline.DeadlineSettings;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.firewall.FirewallSettings;
import dev.hardening.core.flags.FlagSettings;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.health.HealthSettings;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.ipaccess.IpAccessSettings;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.password.PasswordSettings;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.request.Routes;
import dev.hardening.core.roles.RoleSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.core.tenant.TenantSettings;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.tracing.TracingSettings;
import dev.hardening.core.transport.TransportSettings;
import org.jspecify.annotations.Nullable;

/** Collects the rooms that an app sets up by code. Not safe for use by several threads. */
public final class HardeningSettingsBuilder {
    Routes routes = Routes.none();

    @Nullable
    ProxySettings proxy;

    @Nullable
    CorrelationSettings correlation;

    @Nullable
    TracingSettings tracing;

    @Nullable
    LogSettings log;

    @Nullable
    AccessLogSettings accessLog;

    @Nullable
    MetricsSettings metrics;

    @Nullable
    ErrorSettings errors;

    @Nullable
    HeaderSettings headers;

    @Nullable
    TransportSettings transport;

    @Nullable
    FirewallSettings firewall;

    @Nullable
    HealthSettings health;

    @Nullable
    IpAccessSettings ipAccess;

    @Nullable
    CorsSettings cors;

    @Nullable
    CrossSiteSettings crossSite;

    @Nullable
    BodyLimitSettings bodyLimit;

    @Nullable
    DeadlineSettings deadline;

    @Nullable
    RateLimitSettings rateLimit;

    @Nullable
    ApiKeySettings apiKeys;

    @Nullable
    TokenSettings tokens;

    @Nullable
    CookieSettings cookie;

    @Nullable
    SignatureSettings signatures;

    @Nullable
    OwnCookieSettings ownCookies;

    @Nullable
    PasswordSettings password;

    @Nullable
    LockoutSettings lockout;

    @Nullable
    TenantSettings tenant;

    @Nullable
    RoleSettings roles;

    @Nullable
    FlagSettings flags;

    @Nullable
    InputSettings input;

    @Nullable
    BreakerSettings breaker;

    @Nullable
    AuditSettings audit;

    @Nullable
    DistributedSettings distributed;

    HardeningSettingsBuilder() {}

    /** Gives the route table; without one every path is guarded and under the default limit. */
    public HardeningSettingsBuilder routes(Routes value) {
        this.routes = value;
        return this;
    }

    /** Gives the room {@code proxy}. */
    public HardeningSettingsBuilder proxy(ProxySettings value) {
        this.proxy = value;
        return this;
    }

    /** Gives the room {@code correlation}. */
    public HardeningSettingsBuilder correlation(CorrelationSettings value) {
        this.correlation = value;
        return this;
    }

    /** Gives the room {@code tracing}. */
    public HardeningSettingsBuilder tracing(TracingSettings value) {
        this.tracing = value;
        return this;
    }

    /** Gives the form of log lines. */
    public HardeningSettingsBuilder log(LogSettings value) {
        this.log = value;
        return this;
    }

    /** Gives the room {@code accesslog}. */
    public HardeningSettingsBuilder accessLog(AccessLogSettings value) {
        this.accessLog = value;
        return this;
    }

    /** Gives the room {@code metrics}. */
    public HardeningSettingsBuilder metrics(MetricsSettings value) {
        this.metrics = value;
        return this;
    }

    /** Gives the room {@code errors}. */
    public HardeningSettingsBuilder errors(ErrorSettings value) {
        this.errors = value;
        return this;
    }

    /** Gives the room {@code headers}. */
    public HardeningSettingsBuilder headers(HeaderSettings value) {
        this.headers = value;
        return this;
    }

    /** Gives the room {@code transport}. */
    public HardeningSettingsBuilder transport(TransportSettings value) {
        this.transport = value;
        return this;
    }

    /** Gives the room {@code firewall}. */
    public HardeningSettingsBuilder firewall(FirewallSettings value) {
        this.firewall = value;
        return this;
    }

    /** Gives the room {@code health}. */
    public HardeningSettingsBuilder health(HealthSettings value) {
        this.health = value;
        return this;
    }

    /** Gives the room {@code ipaccess}. */
    public HardeningSettingsBuilder ipAccess(IpAccessSettings value) {
        this.ipAccess = value;
        return this;
    }

    /** Gives the room {@code cors}, and its origins to {@code crosssite} unless that is given too. */
    public HardeningSettingsBuilder cors(CorsSettings value) {
        this.cors = value;
        return this;
    }

    /** Gives the room {@code crosssite}. */
    public HardeningSettingsBuilder crossSite(CrossSiteSettings value) {
        this.crossSite = value;
        return this;
    }

    /** Gives the room {@code bodylimit}. */
    public HardeningSettingsBuilder bodyLimit(BodyLimitSettings value) {
        this.bodyLimit = value;
        return this;
    }

    /** Gives the room {@code deadline}. */
    public HardeningSettingsBuilder deadline(DeadlineSettings value) {
        this.deadline = value;
        return this;
    }

    /** Gives the room {@code ratelimit}. */
    public HardeningSettingsBuilder rateLimit(RateLimitSettings value) {
        this.rateLimit = value;
        return this;
    }

    /** Gives the room {@code apikey}. */
    public HardeningSettingsBuilder apiKeys(ApiKeySettings value) {
        this.apiKeys = value;
        return this;
    }

    /** Gives the room {@code token}. */
    public HardeningSettingsBuilder tokens(TokenSettings value) {
        this.tokens = value;
        return this;
    }

    /** Gives the room {@code cookie}. */
    public HardeningSettingsBuilder cookie(CookieSettings value) {
        this.cookie = value;
        return this;
    }

    /** Gives the room {@code signature}. */
    public HardeningSettingsBuilder signatures(SignatureSettings value) {
        this.signatures = value;
        return this;
    }

    /** Says what the application's own cookies get. */
    public HardeningSettingsBuilder ownCookies(OwnCookieSettings value) {
        this.ownCookies = value;
        return this;
    }

    /** Gives the room {@code password}. */
    public HardeningSettingsBuilder password(PasswordSettings value) {
        this.password = value;
        return this;
    }

    /** Gives the room {@code lockout}. */
    public HardeningSettingsBuilder lockout(LockoutSettings value) {
        this.lockout = value;
        return this;
    }

    /** Gives the room {@code tenant}. */
    public HardeningSettingsBuilder tenant(TenantSettings value) {
        this.tenant = value;
        return this;
    }

    /** Gives the room {@code roles}. */
    public HardeningSettingsBuilder roles(RoleSettings value) {
        this.roles = value;
        return this;
    }

    /** Gives the room {@code flags}; without it there is only the flag that makes the service read-only. */
    public HardeningSettingsBuilder flags(FlagSettings value) {
        this.flags = value;
        return this;
    }

    /** Gives the room {@code input}. */
    public HardeningSettingsBuilder input(InputSettings value) {
        this.input = value;
        return this;
    }

    /** Gives what counts for dependencies that have no settings of their own, the room {@code breaker}. */
    public HardeningSettingsBuilder breaker(BreakerSettings value) {
        this.breaker = value;
        return this;
    }

    /** Sets up the audit trail. */
    public HardeningSettingsBuilder audit(AuditSettings value) {
        this.audit = value;
        return this;
    }

    /** Says what the instances of the service share, and where. */
    public HardeningSettingsBuilder distributed(DistributedSettings value) {
        this.distributed = value;
        return this;
    }

    /** Reads every room that was not given; what is wrong is added to the reader's problems. */
    public HardeningSettings read(SettingReader reader) {
        return new HardeningSettings(this, reader);
    }
}
