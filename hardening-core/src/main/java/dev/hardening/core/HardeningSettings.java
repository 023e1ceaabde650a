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
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.firewall.FirewallSettings;
import dev.hardening.core.flags.FlagSettings;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.headers.ReportSettings;
import dev.hardening.core.health.HealthSettings;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.ipaccess.IpAccessSettings;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.password.PasswordSettings;
import dev.hardening.core.posture.PostureReport;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.request.Routes;
import dev.hardening.core.roles.RoleSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.core.tenant.TenantSettings;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.tracing.TracingSettings;
import dev.hardening.core.transport.TransportSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of every room. What an app does not give by code is read from its settings, and rules that concern two
 * rooms are checked then. Immutable.
 */
public final class HardeningSettings {

    private final ProxySettings proxy;
    private final CorrelationSettings correlation;
    private final TracingSettings tracing;
    private final LogSettings log;
    private final AccessLogSettings accessLog;
    private final MetricsSettings metrics;
    private final ErrorSettings errors;
    private final HeaderSettings headers;
    private final @Nullable ReportSettings reports;
    private final TransportSettings transport;
    private final FirewallSettings firewall;
    private final HealthSettings health;
    private final IpAccessSettings ipAccess;
    private final CorsSettings cors;
    private final CrossSiteSettings crossSite;
    private final BodyLimitSettings bodyLimit;
    private final DeadlineSettings deadline;
    private final RateLimitSettings rateLimit;
    private final ApiKeySettings apiKeys;
    private final TokenSettings tokens;
    private final CookieSettings cookie;
    private final SignatureSettings signatures;
    private final OwnCookieSettings ownCookies;
    private final PasswordSettings password;
    private final LockoutSettings lockout;
    private final TenantSettings tenant;
    private final RoleSettings roles;
    private final FlagSettings flags;
    private final InputSettings input;
    private final BreakerSettings breaker;
    private final AuditSettings audit;
    private final DistributedSettings distributed;
    private final Routes routes;

    HardeningSettings(HardeningSettingsBuilder given, SettingReader reader) {
        this.proxy = given.proxy != null ? given.proxy : ProxySettings.read(reader);
        this.correlation = given.correlation != null ? given.correlation : CorrelationSettings.read(reader);
        this.tracing = given.tracing != null ? given.tracing : TracingSettings.read(reader);
        this.log = given.log != null ? given.log : LogSettings.read(reader);
        this.accessLog = given.accessLog != null ? given.accessLog : AccessLogSettings.read(reader);
        this.metrics = given.metrics != null ? given.metrics : MetricsSettings.read(reader);
        this.errors = given.errors != null ? given.errors : ErrorSettings.read(reader);
        this.headers = given.headers != null ? given.headers : HeaderSettings.read(reader);
        this.reports = headers.reportTarget().isPresent() ? ReportSettings.read(reader) : null;
        this.transport = given.transport != null ? given.transport : TransportSettings.read(reader);
        this.firewall = given.firewall != null ? given.firewall : FirewallSettings.read(reader);
        this.health = given.health != null ? given.health : HealthSettings.read(reader);
        this.ipAccess = given.ipAccess != null ? given.ipAccess : IpAccessSettings.read(reader);
        this.cors = given.cors != null ? given.cors : CorsSettings.read(reader);
        this.crossSite = given.crossSite != null
                ? given.crossSite
                : CrossSiteSettings.read(reader, cors.publicOrigins(), cors.origins());
        this.bodyLimit = given.bodyLimit != null ? given.bodyLimit : BodyLimitSettings.read(reader);
        this.deadline = given.deadline != null ? given.deadline : DeadlineSettings.read(reader);
        this.routes = given.routes.with(health.routes()).with(metrics.routes());
        this.rateLimit = given.rateLimit != null ? given.rateLimit : RateLimitSettings.read(reader, routes.limits());
        this.tokens = given.tokens != null ? given.tokens : TokenSettings.read(reader);
        this.cookie = given.cookie != null ? given.cookie : CookieSettings.read(reader);
        this.signatures = given.signatures != null ? given.signatures : SignatureSettings.read(reader);
        this.apiKeys = given.apiKeys != null
                ? given.apiKeys
                : ApiKeySettings.read(reader, tokens.isOn() || cookie.isOn() || signatures.isOn());
        this.ownCookies = given.ownCookies != null ? given.ownCookies : OwnCookieSettings.read(reader);
        this.password = given.password != null ? given.password : PasswordSettings.read(reader);
        this.lockout = given.lockout != null ? given.lockout : LockoutSettings.read(reader);
        this.tenant = given.tenant != null ? given.tenant : TenantSettings.read(reader);
        this.roles = given.roles != null ? given.roles : RoleSettings.read(reader);
        this.flags = given.flags != null ? given.flags : FlagSettings.readReadOnly(reader);
        this.input = given.input != null ? given.input : InputSettings.read(reader);
        this.breaker = given.breaker != null ? given.breaker : BreakerSettings.read(reader);
        this.audit = given.audit != null ? given.audit : AuditSettings.read(reader);
        this.distributed = given.distributed != null ? given.distributed : DistributedSettings.read(reader);
        TwoRoomRules.check(this, reader).forEach(reader::add);
    }

    /** Starts with nothing given: every room is read. */
    public static HardeningSettingsBuilder builder() {
        return new HardeningSettingsBuilder();
    }

    /** Returns the report on a source of settings, as a service with no routes of its own would get it. */
    public static PostureReport posture(SettingSource source) {
        SettingReader reader = SettingReader.of(source);
        HardeningSettings settings = builder().read(reader);
        return settings.posture(reader.finish());
    }

    /** Returns the report that joins what reading has found with one line about each room. */
    public PostureReport posture(SettingReport report) {
        Map<String, String> rooms = new LinkedHashMap<>();
        rooms.put("proxy", proxy.summary());
        rooms.put("correlation", correlation.summary());
        rooms.put("tracing", tracing.summary());
        rooms.put("log", log.summary());
        rooms.put("accesslog", accessLog.summary());
        rooms.put("metrics", metrics.summary());
        rooms.put("errors", errors.summary());
        rooms.put("headers", headers.summary());
        if (reports != null) {
            rooms.put("reports", reports.summary());
        }
        rooms.put("transport", transport.summary());
        rooms.put("firewall", firewall.summary());
        rooms.put("health", health.summary());
        rooms.put("ipaccess", ipAccess.summary());
        rooms.put("cors", cors.summary());
        rooms.put("crosssite", crossSite.summary());
        rooms.put("bodylimit", bodyLimit.summary());
        rooms.put("deadline", deadline.summary());
        rooms.put("ratelimit", rateLimit.summary());
        rooms.put("apikey", apiKeys.summary());
        rooms.put("token", tokens.summary());
        rooms.put("cookie", cookie.summary());
        rooms.put("signature", signatures.summary());
        rooms.put("owncookies", ownCookies.summary());
        rooms.put("password", password.summary());
        rooms.put("lockout", lockout.summary());
        rooms.put("tenant", tenant.summary());
        rooms.put("roles", roles.summary());
        rooms.put("flags", flags.summary());
        rooms.put("input", input.summary());
        rooms.put("breaker", breaker.summary());
        rooms.put("audit", audit.summary());
        rooms.put("distributed", distributed.summary());
        return PostureReport.of(report, rooms);
    }

    /** Returns who is trusted to forward. */
    public ProxySettings proxy() {
        return proxy;
    }

    /** Returns how requests get their ids. */
    public CorrelationSettings correlation() {
        return correlation;
    }

    /** Returns whether spans are sent to a collector. */
    public TracingSettings tracing() {
        return tracing;
    }

    /** Returns how log lines look. */
    public LogSettings log() {
        return log;
    }

    /** Returns what is logged of each request. */
    public AccessLogSettings accessLog() {
        return accessLog;
    }

    /** Returns which numbers are kept and who may read them. */
    public MetricsSettings metrics() {
        return metrics;
    }

    /** Returns how failures are answered. */
    public ErrorSettings errors() {
        return errors;
    }

    /** Returns the security headers. */
    public HeaderSettings headers() {
        return headers;
    }

    /** Returns how policy violations are collected, when the headers ask for reports. */
    public Optional<ReportSettings> reports() {
        return Optional.ofNullable(reports);
    }

    /** Returns which schemes and hosts are served. */
    public TransportSettings transport() {
        return transport;
    }

    /** Returns what a request may look like. */
    public FirewallSettings firewall() {
        return firewall;
    }

    /** Returns where the probes are. */
    public HealthSettings health() {
        return health;
    }

    /** Returns which addresses are served. */
    public IpAccessSettings ipAccess() {
        return ipAccess;
    }

    /** Returns which pages of other origins may read answers. */
    public CorsSettings cors() {
        return cors;
    }

    /** Returns whose pages may send what changes something. */
    public CrossSiteSettings crossSite() {
        return crossSite;
    }

    /** Returns how large and how slow bodies may be. */
    public BodyLimitSettings bodyLimit() {
        return bodyLimit;
    }

    /** Returns how long handling may take. */
    public DeadlineSettings deadline() {
        return deadline;
    }

    /** Returns the limits. */
    public RateLimitSettings rateLimit() {
        return rateLimit;
    }

    /** Returns the API keys. */
    public ApiKeySettings apiKeys() {
        return apiKeys;
    }

    /** Returns how tokens are signed and verified. */
    public TokenSettings tokens() {
        return tokens;
    }

    /** Returns how sessions are signed. */
    public CookieSettings cookie() {
        return cookie;
    }

    /** Returns how agents sign their requests. */
    public SignatureSettings signatures() {
        return signatures;
    }

    /** Returns what the application's own cookies get. */
    public OwnCookieSettings ownCookies() {
        return ownCookies;
    }

    /** Returns how passwords are hashed, for whoever checks some. */
    public PasswordSettings password() {
        return password;
    }

    /** Returns how many failed log-ins lock, for whoever checks some. */
    public LockoutSettings lockout() {
        return lockout;
    }

    /** Returns how a request names its tenant. */
    public TenantSettings tenant() {
        return tenant;
    }

    /** Returns which permissions roles grant. */
    public RoleSettings roles() {
        return roles;
    }

    /** Returns the features that can be turned on and off. */
    public FlagSettings flags() {
        return flags;
    }

    /** Returns what input is taken. */
    public InputSettings input() {
        return input;
    }

    /** Returns when calls to a dependency are given up, for whoever makes some. */
    public BreakerSettings breaker() {
        return breaker;
    }

    /** Returns where the audit trail is written. */
    public AuditSettings audit() {
        return audit;
    }

    /** Returns what the instances of the service share. */
    public DistributedSettings distributed() {
        return distributed;
    }

    /** Tells whether anybody is asked for a credential. */
    public boolean isAuthenticating() {
        return apiKeys.enforcement() != Enforcement.OFF || tokens.isOn() || cookie.isOn() || signatures.isOn();
    }

    /** Returns the route table, the probes and the pages of metrics included. */
    public Routes routes() {
        return routes;
    }
}
