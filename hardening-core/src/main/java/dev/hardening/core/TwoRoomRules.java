package dev.hardening.core;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.cors.CorsSettings;
import dev.hardening.core.crosssite.CrossSiteSettings;
import dev.hardening.core.deadline.DeadlineSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.firewall.FirewallSettings;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.ipaccess.IpAccessSettings;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.TenantNeed;
import dev.hardening.core.roles.RoleSettings;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.core.tenant.TenantSettings;
import dev.hardening.core.transport.HttpsRedirect;
import dev.hardening.core.transport.TransportSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What no room can see alone, because it concerns two of them. */
final class TwoRoomRules {

    private TwoRoomRules() {}

    static List<Problem> check(HardeningSettings settings, SettingReader reader) {
        List<Problem> problems = new ArrayList<>();
        // The default redirects by a proxy's word, too, which does nothing and no harm without one.
        if (reader.isSet(TransportSettings.HTTPS_REDIRECT)
                && settings.transport().redirect() == HttpsRedirect.PROXY
                && settings.proxy().trusted().isEmpty()) {
            problems.add(Problem.warn(
                    ProblemCode.CONTRADICTION,
                    TransportSettings.HTTPS_REDIRECT.name() + ", TRUSTED_PROXIES",
                    "redirect what a trusted proxy reports as http, but no proxy is trusted",
                    "set TRUSTED_PROXIES to the addresses of your proxies, or HTTPS_REDIRECT to off or always"));
        }
        if (reader.isSet(BodyLimitSettings.BODY_TIMEOUT_MS)
                && isOn(settings.deadline().enforcement())
                && settings.bodyLimit().timeout().compareTo(settings.deadline().timeout()) > 0) {
            problems.add(Problem.warn(
                    ProblemCode.IGNORED,
                    BodyLimitSettings.BODY_TIMEOUT_MS.name() + ", " + DeadlineSettings.REQUEST_TIMEOUT.name(),
                    "give a body more time than its whole request",
                    "set " + DeadlineSettings.REQUEST_TIMEOUT.name() + " to more than "
                            + BodyLimitSettings.BODY_TIMEOUT_MS.name()));
        }
        problems.addAll(bodies(
                settings,
                reader,
                InputSettings.JSON_MAX_BYTES,
                settings.input().limits().maxBytes(),
                "JSON"));
        problems.addAll(bodies(
                settings,
                reader,
                SignatureSettings.BODY_MAX_BYTES,
                settings.signatures().bodyMaxBytes(),
                "signed bodies"));
        problems.addAll(routes(settings, reader));
        problems.addAll(settings.signatures().check(settings.routes().all()));
        problems.addAll(modes(settings, reader));
        return problems;
    }

    /** What may be larger than any body may be is refused before it is looked at. */
    private static List<Problem> bodies(
            HardeningSettings settings, SettingReader reader, Setting<?> limit, long bytes, String what) {
        if (!reader.isSet(limit)
                || !isOn(settings.bodyLimit().enforcement())
                || bytes <= settings.bodyLimit().maxBytes()) {
            return List.of();
        }
        return List.of(Problem.warn(
                ProblemCode.IGNORED,
                limit.name() + ", " + BodyLimitSettings.BODY_MAX_BYTES.name(),
                "let " + what + " be larger than any body",
                "set " + BodyLimitSettings.BODY_MAX_BYTES.name() + " to as much, or give the routes that need it a body"
                        + " limit of their own"));
    }

    /** Returns the kinds of proof that some room looks at. */
    private static Set<Proof> looked(HardeningSettings settings) {
        Set<Proof> looked = EnumSet.noneOf(Proof.class);
        if (settings.apiKeys().enforcement() != Enforcement.OFF) {
            looked.add(Proof.API_KEY);
        }
        if (settings.tokens().isOn()) {
            looked.add(Proof.TOKEN);
        }
        if (settings.cookie().isOn()) {
            looked.add(Proof.COOKIE);
        }
        if (settings.signatures().isOn()) {
            looked.add(Proof.SIGNATURE);
        }
        return looked;
    }

    private static List<Problem> routes(HardeningSettings settings, SettingReader reader) {
        List<Problem> problems = new ArrayList<>();
        Set<Proof> looked = looked(settings);
        Set<String> granted = settings.roles().permissions();
        for (Route route : settings.routes().all()) {
            if (!granted.containsAll(route.permissions())) {
                problems.add(Problem.warn(
                        ProblemCode.CONTRADICTION,
                        RoleSettings.PERMISSIONS.name(),
                        "grant nobody what the route " + route + " asks for",
                        "give the permission to a role"));
            }
            // Where nobody is asked at all, that is what is warned of.
            if (route.isAuthenticated() && !looked.isEmpty() && looked.stream().noneMatch(route::takes)) {
                problems.add(Problem.warn(
                        ProblemCode.CONTRADICTION,
                        "API_KEYS, JWT_SECRET, SESSION_SECRET, AI_AGENT_SECRET",
                        "do not switch on what the route " + route + " asks for, so it is closed to everybody",
                        "set the secret of a proof that the route takes, or let it take another one"));
            }
            if (reader.mode().isProduction() && route.tenant() == TenantNeed.UNSAFE_FROM_HEADER) {
                problems.add(Problem.warn(
                        ProblemCode.LOOSENED,
                        TenantSettings.HEADER.name(),
                        "is believed on the route " + route + " whoever sends it",
                        "ask for a caller there, or serve nothing there that is not public"));
            }
        }
        return problems;
    }

    /** A room that only watches, or does not, is meant for a while: whoever forgets it is told at every start. */
    private static List<Problem> modes(HardeningSettings settings, SettingReader reader) {
        Map<String, Enforcement> modes = new LinkedHashMap<>();
        modes.put(TransportSettings.TRANSPORT_MODE.name(), settings.transport().enforcement());
        modes.put(FirewallSettings.FIREWALL_MODE.name(), settings.firewall().enforcement());
        modes.put(IpAccessSettings.IP_ACCESS_MODE.name(), settings.ipAccess().enforcement());
        modes.put(CorsSettings.CORS_MODE.name(), settings.cors().enforcement());
        modes.put(CrossSiteSettings.CROSS_SITE_MODE.name(), settings.crossSite().enforcement());
        modes.put(BodyLimitSettings.BODY_MODE.name(), settings.bodyLimit().enforcement());
        modes.put(DeadlineSettings.MODE.name(), settings.deadline().enforcement());
        modes.put(LockoutSettings.LOCKOUT_MODE.name(), settings.lockout().enforcement());
        modes.put(InputSettings.INPUT_MODE.name(), settings.input().enforcement());
        List<Problem> problems = new ArrayList<>();
        modes.forEach((name, mode) -> {
            if (reader.mode().isProduction() && mode != Enforcement.ENFORCE) {
                problems.add(Problem.warn(
                        ProblemCode.LOOSENED,
                        name,
                        mode == Enforcement.OFF ? "switches a protection off" : "only watches and refuses nothing",
                        "set it to enforce, or remove it"));
            }
        });
        return problems;
    }

    private static boolean isOn(Enforcement enforcement) {
        return enforcement == Enforcement.ENFORCE;
    }
}
