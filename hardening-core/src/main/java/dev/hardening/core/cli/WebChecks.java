package dev.hardening.core.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a running service can be asked. */
final class WebChecks {

    private static final String FOREIGN = "https://foreign.invalid";
    private static final List<String> LIMIT_FIELDS =
            List.of("RateLimit-Policy", "RateLimit", "RateLimit-Limit", "X-RateLimit-Limit");

    private WebChecks() {}

    /** The platform checks chain and host; what is left are the days. */
    static Check tls(int days) {
        return subject -> {
            WebProbe probe = subject.probe();
            if (!probe.isHttps()) {
                return Finding.fail("the URL is plain http");
            }
            WebAnswer answer = probe.ask("GET", "/", Map.of());
            long left = answer.expiry()
                    .map(expiry ->
                            Duration.between(subject.clock().instant(), expiry).toDays())
                    .orElse(-1L);
            return Finding.of(left >= days, "the certificate is trusted and has " + left + " days left");
        };
    }

    static Check.OfService status(String method, String path, List<Integer> statuses) {
        return probe -> {
            int status = probe.ask(method, path, Map.of()).status();
            return Finding.of(statuses.contains(status), method + " " + path + " is answered with " + status);
        };
    }

    static Check.OfService header(String name, String text) {
        return probe -> {
            Optional<String> value = probe.ask("GET", "/", Map.of()).field(name);
            if (value.isEmpty()) {
                return Finding.fail("there is no " + name);
            }
            boolean good = value.get().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
            return Finding.of(good, name + (good ? " is there" : " does not say " + text));
        };
    }

    static Check.OfService noHeader(String name) {
        return probe -> {
            boolean absent = probe.ask("GET", "/", Map.of()).field(name).isEmpty();
            return Finding.of(absent, (absent ? "there is no " : "there is ") + name);
        };
    }

    static Check.OfService scriptsPolicy(String path, boolean nonce) {
        return probe -> {
            String first = scriptSources(probe.ask("GET", path, Map.of()));
            if (first.isEmpty()) {
                return Finding.fail(path + " has no policy for scripts");
            }
            if (first.contains("'unsafe-inline'") || first.contains("'unsafe-eval'")) {
                return Finding.fail("the policy of " + path + " lets unsafe scripts run");
            }
            if (!nonce) {
                return Finding.pass("the policy of " + path + " lets no unsafe script run");
            }
            if (!first.contains("'nonce-")) {
                return Finding.fail("the policy of " + path + " has no nonce");
            }
            boolean fresh = !first.equals(scriptSources(probe.ask("GET", path, Map.of())));
            return Finding.of(fresh, "the nonce of " + path + (fresh ? " is new each time" : " is always the same"));
        };
    }

    private static String scriptSources(WebAnswer answer) {
        String fallback = "";
        for (String directive :
                answer.field("Content-Security-Policy").orElse("").split(";", -1)) {
            String text = directive.strip();
            String name = text.toLowerCase(Locale.ROOT);
            if (name.startsWith("script-src ")) {
                return text;
            }
            if (name.startsWith("default-src ")) {
                fallback = text;
            }
        }
        return fallback;
    }

    static Check.OfService corsClosed(String path) {
        return probe -> {
            WebAnswer read = probe.ask("GET", path, Map.of("Origin", FOREIGN));
            WebAnswer preflight =
                    probe.ask("OPTIONS", path, Map.of("Origin", FOREIGN, "Access-Control-Request-Method", "POST"));
            boolean open = isOpen(read) || isOpen(preflight);
            return Finding.of(!open, "pages of a foreign origin " + (open ? "may read " : "may not read ") + path);
        };
    }

    private static boolean isOpen(WebAnswer answer) {
        return answer.field("Access-Control-Allow-Origin")
                .filter(value -> value.equals("*") || value.equals(FOREIGN))
                .isPresent();
    }

    static Check.OfService limitAnnounced(String path) {
        return probe -> {
            WebAnswer answer = probe.ask("GET", path, Map.of());
            boolean announced =
                    LIMIT_FIELDS.stream().anyMatch(name -> answer.field(name).isPresent());
            return Finding.of(announced, path + (announced ? " tells its limit" : " tells no limit"));
        };
    }

    static Check.OfService limitReached(String path, int most) {
        return probe -> {
            for (int sent = 1; sent <= most; sent++) {
                WebAnswer answer = probe.ask("GET", path, Map.of());
                if (answer.status() == 429) {
                    boolean waits = answer.field("Retry-After").isPresent();
                    return Finding.of(
                            waits,
                            "request " + sent + " to " + path + " is refused, " + (waits ? "with" : "without")
                                    + " Retry-After");
                }
            }
            return Finding.fail(most + " requests to " + path + " are not limited");
        };
    }

    static Check.OfService httpsOnly(int port) {
        return probe -> {
            WebAnswer answer = probe.plainAt(port).ask("GET", "/", Map.of());
            boolean redirected = (answer.status() == 301 || answer.status() == 308)
                    && answer.field("Location")
                            .filter(to -> to.startsWith("https://"))
                            .isPresent();
            return Finding.of(
                    redirected, "port " + port + (redirected ? " leads to https" : " does not lead to https for good"));
        };
    }

    /** Any other answer than a refusal of HTTP, or no answer at all, shows what is behind the path. */
    static Check.OfService closed(String path) {
        return probe -> {
            int status = probe.ask("GET", path, Map.of()).status();
            boolean closed = status == 401 || status == 403 || status == 404 || status == 421;
            return Finding.of(closed, path + " answers this machine with " + status);
        };
    }

    /** Something listens when a connection is made, whatever it speaks. */
    static Check.OfService portClosed(int port) {
        return probe -> {
            try {
                int status = probe.plainAt(port).ask("GET", "/", Map.of()).status();
                return Finding.fail("port " + port + " answers this machine with " + status);
            } catch (WebFailure e) {
                return Finding.of(
                        e.isWithoutConnection(),
                        "port " + port
                                + (e.isWithoutConnection() ? " takes no connection from here" : " takes connections"));
            }
        };
    }
}
