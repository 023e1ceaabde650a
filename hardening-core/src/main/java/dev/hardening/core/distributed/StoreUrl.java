package dev.hardening.core.distributed;

import dev.hardening.core.distributed.StoreAddress.Arrangement;
import dev.hardening.core.distributed.StoreAddress.Host;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a server's URL. No message repeats what was given. */
record StoreUrl(
        Arrangement arrangement,
        boolean tls,
        List<Host> hosts,
        int database,
        String user,
        @Nullable Secret password,
        String master) {

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;
    private static final int LARGEST_PORT = 65_535;
    private static final int LARGEST_DATABASE = 15;
    private static final int MOST_HOSTS = 64;
    private static final int LONGEST_HOST = 253;

    private static final Map<String, Arrangement> ARRANGEMENTS =
            Map.of("", Arrangement.SINGLE, "-sentinel", Arrangement.SENTINEL, "-cluster", Arrangement.CLUSTER);

    static StoreUrl parse(Secret url) {
        String text = url.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        return new Reading(url.name()).read(text);
    }

    static boolean isLoopback(String host) {
        IpAddress address = IpAddress.tryParse(host);
        return host.equals("localhost") || (address != null && address.isLoopback());
    }

    private record Reading(String name) {

        StoreUrl read(String text) {
            int colon = text.indexOf("://");
            String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
            boolean tls = scheme.startsWith("rediss");
            Arrangement arrangement = scheme.startsWith("redis")
                    ? ARRANGEMENTS.get(scheme.substring(tls ? "rediss".length() : "redis".length()))
                    : null;
            if (arrangement == null) {
                throw malformed(
                        "does not begin with redis:// or rediss://, nor with one of them for sentinels or a cluster");
            }
            String rest = text.substring(colon + "://".length());
            int hash = rest.indexOf('#');
            String master = hash < 0 ? "" : decoded(rest.substring(hash + 1));
            String main = hash < 0 ? rest : rest.substring(0, hash);
            if (main.indexOf('?') >= 0) {
                throw malformed("has a query, and there is none; what it says has variables of its own");
            }
            if ((arrangement == Arrangement.SENTINEL) == master.isEmpty()) {
                throw malformed("names a master behind # exactly when it names sentinels");
            }
            int at = main.lastIndexOf('@');
            String credentials = at < 0 ? "" : main.substring(0, at);
            String place = main.substring(at + 1);
            int slash = place.indexOf('/');
            String authority = slash < 0 ? place : place.substring(0, slash);
            int database = slash < 0 ? 0 : database(place.substring(slash + 1));
            if (arrangement == Arrangement.CLUSTER && database != 0) {
                throw malformed("names a database, and a cluster has only the database 0");
            }
            int separator = credentials.indexOf(':');
            if (at >= 0 && (separator < 0 || separator == credentials.length() - 1)) {
                throw malformed("has a user without a password; for the default user write :password@ before the host");
            }
            return new StoreUrl(
                    arrangement,
                    tls,
                    hosts(authority, arrangement),
                    database,
                    at < 0 ? "" : decoded(credentials.substring(0, separator)),
                    at < 0 ? null : Secret.ofUtf8(name + "[password]", decoded(credentials.substring(separator + 1))),
                    master);
        }

        private List<Host> hosts(String authority, Arrangement arrangement) {
            List<Host> hosts = new ArrayList<>();
            for (String item : authority.split(",", -1)) {
                hosts.add(host(item, arrangement == Arrangement.SENTINEL ? SENTINEL_PORT : PORT));
            }
            if (hosts.size() > (arrangement == Arrangement.SINGLE ? 1 : MOST_HOSTS)) {
                throw malformed("names several hosts, or more than " + MOST_HOSTS
                        + ", and only sentinels and clusters have some");
            }
            return List.copyOf(hosts);
        }

        private Host host(String item, int unlessNamed) {
            boolean bracketed = item.startsWith("[");
            int end = bracketed ? item.indexOf(']') + 1 : Math.max(item.indexOf(':'), -1);
            end = end < 0 || (bracketed && end == 0) ? item.length() : end;
            String host = bracketed && end >= 2 ? item.substring(1, end - 1) : item.substring(0, end);
            String port = item.substring(end);
            boolean good = bracketed
                    ? host.indexOf(':') >= 0 && IpAddress.tryParse(host) != null
                    : !host.isEmpty()
                            && host.length() <= LONGEST_HOST
                            && host.chars()
                                    .allMatch(c -> c < 128
                                            && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_'));
            if (!good || (!port.isEmpty() && port.charAt(0) != ':')) {
                throw malformed("names no host, or one that is no host name and no address; IPv6 stands in brackets");
            }
            return new Host(host, port.isEmpty() ? unlessNamed : number(port.substring(1), 1, LARGEST_PORT, "a port"));
        }

        private int database(String path) {
            return path.isEmpty() ? 0 : number(path, 0, LARGEST_DATABASE, "a database");
        }

        private int number(String digits, int least, int largest, String what) {
            boolean good =
                    !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
            int value = good ? Integer.parseInt(digits) : -1;
            if (value < least || value > largest) {
                throw malformed("has " + what + " that is not " + least + " to " + largest);
            }
            return value;
        }

        private String decoded(String part) {
            try {
                String text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
                if (text.chars().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD)) {
                    return text;
                }
            } catch (IllegalArgumentException e) {
                throw malformed("has a percent sign without two hexadecimal digits behind it", e);
            }
            throw malformed("has a control character, or bytes that are no UTF-8");
        }

        private InvalidSettingsException malformed(String what) {
            return new InvalidSettingsException(problem(what));
        }

        private InvalidSettingsException malformed(String what, Throwable cause) {
            InvalidSettingsException invalid = malformed(what);
            invalid.initCause(cause);
            return invalid;
        }

        private Problem problem(String what) {
            return Problem.refuse(
                    ProblemCode.MALFORMED,
                    name,
                    what,
                    "write it like redis://:password@host:6379/0, with %40 for an @ in the password");
        }
    }
}
