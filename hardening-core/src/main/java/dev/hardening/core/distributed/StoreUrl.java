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

    /** What the name of a URL's password ends with, where the URL's own ends. */
    static final String PASSWORD = "[password]";

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;
    private static final int LARGEST_PORT = 65_535;
    private static final int LARGEST_DATABASE = 15;
    private static final int MOST_HOSTS = 64;
    private static final int LONGEST_HOST = 253;
    private static final int LONGEST = 8192;

    private static final Map<String, Arrangement> ARRANGEMENTS =
            Map.of("", Arrangement.SINGLE, "-sentinel", Arrangement.SENTINEL, "-cluster", Arrangement.CLUSTER);

    static StoreUrl parse(Secret url) {
        return parse(url.name(), url.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }

    static StoreUrl parse(String name, String text) {
        return new Reading(name).read(text);
    }

    static boolean isLoopback(String host) {
        IpAddress address = IpAddress.tryParse(host);
        return host.equals("localhost") || (address != null && address.isLoopback());
    }

    private record Reading(String name) {

        StoreUrl read(String text) {
            if (text.length() > LONGEST) {
                throw malformed("is longer than " + LONGEST + " characters");
            }
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
            if (arrangement == Arrangement.SENTINEL ? master.isEmpty() : hash >= 0) {
                throw malformed("names a master behind # exactly when it names sentinels");
            }
            int slash = main.indexOf('/');
            String authority = slash < 0 ? main : main.substring(0, slash);
            int database = slash < 0 ? 0 : database(main.substring(slash + 1));
            if (arrangement == Arrangement.CLUSTER && database != 0) {
                throw malformed("names a database, and a cluster has only the database 0");
            }
            int at = authority.lastIndexOf('@');
            int separator = authority.indexOf(':');
            if (at >= 0 && (separator < 0 || separator >= at - 1)) {
                throw malformed("has a user without a password; for the default user write :password@ before the host");
            }
            return new StoreUrl(
                    arrangement,
                    tls,
                    hosts(authority.substring(at + 1), arrangement),
                    database,
                    at < 0 ? "" : decoded(authority.substring(0, separator)),
                    at < 0 ? null : password(decoded(authority.substring(separator + 1, at))),
                    master);
        }

        private Secret password(String text) {
            try {
                return Secret.ofUtf8(name + PASSWORD, text);
            } catch (IllegalArgumentException e) {
                throw malformed("has a password that is no text");
            }
        }

        private List<Host> hosts(String authority, Arrangement arrangement) {
            List<Host> hosts = new ArrayList<>();
            for (String item : authority.split(",", -1)) {
                hosts.add(host(item, arrangement == Arrangement.SENTINEL ? SENTINEL_PORT : PORT));
            }
            if (arrangement == Arrangement.SINGLE && hosts.size() > 1) {
                throw malformed("names several hosts, and only sentinels and clusters have some");
            }
            if (hosts.size() > MOST_HOSTS) {
                throw malformed("names more than " + MOST_HOSTS + " hosts");
            }
            return List.copyOf(hosts);
        }

        private Host host(String item, int unlessNamed) {
            boolean bracketed = item.startsWith("[");
            int end = item.indexOf(bracketed ? ']' : ':') + (bracketed ? 1 : 0);
            if (end < (bracketed ? 1 : 0)) {
                end = item.length();
            }
            String host = item.substring(0, end);
            String port = item.substring(end);
            boolean known = bracketed ? isBracketed(host) : isNamed(host);
            if (!known || (!port.isEmpty() && port.charAt(0) != ':')) {
                throw malformed("names no host, or one that is no host name and no address; IPv6 stands in brackets");
            }
            return new Host(
                    bracketed ? host.substring(1, end - 1) : host.toLowerCase(Locale.ROOT),
                    port.isEmpty() ? unlessNamed : number(port.substring(1), 1, LARGEST_PORT, "a port"));
        }

        private static boolean isBracketed(String host) {
            return host.endsWith("]")
                    && host.indexOf(':') >= 0
                    && IpAddress.tryParse(host.substring(1, host.length() - 1)) != null;
        }

        /** Underscores are no part of a host name, but names of containers have some. A number at the end is an address. */
        private static boolean isNamed(String host) {
            String last = host.substring(host.lastIndexOf('.') + 1);
            boolean number = !last.isEmpty() && last.chars().allMatch(Reading::isDigit);
            return !host.isEmpty()
                    && host.length() <= LONGEST_HOST
                    && isLetterOrDigit(host.charAt(0))
                    && host.indexOf("..") < 0
                    && host.chars().allMatch(c -> isLetterOrDigit(c) || c == '.' || c == '-' || c == '_')
                    && (!number || IpAddress.tryParse(host) != null);
        }

        private static boolean isDigit(int c) {
            return c >= '0' && c <= '9';
        }

        private static boolean isLetterOrDigit(int c) {
            return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }

        private int database(String path) {
            return path.isEmpty() ? 0 : number(path, 0, LARGEST_DATABASE, "a database");
        }

        private int number(String digits, int least, int largest, String what) {
            boolean good =
                    !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(Reading::isDigit);
            int value = good ? Integer.parseInt(digits) : -1;
            if (value < least || value > largest) {
                throw malformed("has " + what + " that is not " + least + " to " + largest);
            }
            return value;
        }

        /** What the decoder of the JDK says repeats the text, so it is only given what it can decode. */
        private String decoded(String part) {
            for (int at = part.indexOf('%'); at >= 0; at = part.indexOf('%', at + 1)) {
                if (at + 2 >= part.length() || !isHex(part.charAt(at + 1)) || !isHex(part.charAt(at + 2))) {
                    throw malformed("has a percent sign without two hexadecimal digits behind it");
                }
            }
            String text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD)) {
                throw malformed("has a control character, or bytes that are no UTF-8");
            }
            return text;
        }

        private static boolean isHex(char c) {
            return c < 128 && Character.digit(c, 16) >= 0;
        }

        private InvalidSettingsException malformed(String what) {
            return new InvalidSettingsException(Problem.refuse(
                    ProblemCode.MALFORMED,
                    name,
                    what,
                    "write it like redis://:password@host:6379/0, with %40 for an @ and %2F for a / in the password"));
        }
    }
}
