package dev.hardening.core.distributed;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the server lies, as a URL says it:
 *
 * <pre>
 * redis://[user:password@]host[:port][/database]
 * redis-sentinel://[user:password@]host[:port][,host[:port]…][/database]#master
 * redis-cluster://[user:password@]host[:port][,host[:port]…]
 * </pre>
 *
 * <p>With {@code rediss} in place of {@code redis} the connection is TLS and the server's certificate is verified. The user
 * may be empty, and then stands for the default user. The database is 0 to 15. Characters of the user and the password that a
 * URL gives a meaning are percent-encoded. The credentials are those of the servers that keep the data; sentinels that ask for
 * some need a client by code. Immutable; no text shows user or password.
 */
public final class StoreAddress {

    /** How the servers are arranged. */
    public enum Arrangement {
        /** One server. */
        SINGLE,
        /** One server and its replicas; sentinels know which one it is. */
        SENTINEL,
        /** Several servers that divide the keys among themselves. */
        CLUSTER
    }

    /** One server to ask. An IPv6 address stands without brackets. */
    public record Host(String name, int port) {}

    private final Arrangement arrangement;
    private final boolean tls;
    private final List<Host> hosts;
    private final int database;
    private final String user;
    private final @Nullable Secret password;
    private final String master;

    StoreAddress(StoreUrl url) {
        this.arrangement = url.arrangement();
        this.tls = url.tls();
        this.hosts = url.hosts();
        this.database = url.database();
        this.user = url.user();
        this.password = url.password();
        this.master = url.master();
    }

    /**
     * Reads a URL.
     *
     * @param url the URL, under the name that a problem shall bear
     * @throws InvalidSettingsException when it is none of the above; what was given is not repeated
     */
    public static StoreAddress parse(Secret url) {
        return new StoreAddress(StoreUrl.parse(url));
    }

    static StoreAddress parse(String name, String url) {
        return new StoreAddress(StoreUrl.parse(name, url));
    }

    /** Returns how the servers are arranged. */
    public Arrangement arrangement() {
        return arrangement;
    }

    /** Tells whether connections are encrypted. */
    public boolean tls() {
        return tls;
    }

    /** Returns the servers to ask, at least one; exactly one of a single server. */
    public List<Host> hosts() {
        return hosts;
    }

    /** Returns the number of the database, 0 to 15; 0 of a cluster. */
    public int database() {
        return database;
    }

    /** Returns the user, empty for the default one. */
    public String user() {
        return user;
    }

    /** Returns the password, if there is one. */
    public Optional<Secret> password() {
        return Optional.ofNullable(password);
    }

    /** Returns the name under which sentinels know the server, and empty otherwise. */
    public String master() {
        return master;
    }

    /** Tells whether every server is this machine. */
    public boolean isLoopback() {
        return hosts.stream().allMatch(host -> StoreUrl.isLoopback(host.name()));
    }

    /** Tells whether both lead to the same server in the same way. */
    public boolean sameAs(StoreAddress other) {
        return arrangement == other.arrangement
                && tls == other.tls
                && hosts.equals(other.hosts)
                && database == other.database
                && user.equals(other.user)
                && master.equals(other.master)
                && Objects.equals(password, other.password);
    }

    /** Says where it lies, without user and password. */
    @Override
    public String toString() {
        String first = hosts.get(0).name();
        String shown = (first.indexOf(':') < 0 ? first : "[" + first + "]") + ":"
                + hosts.get(0).port();
        return (tls ? "rediss" : "redis")
                + switch (arrangement) {
                    case SINGLE -> "://" + shown + "/" + database;
                    case SENTINEL -> "-sentinel://" + shown + more() + "/" + database + "#" + master;
                    case CLUSTER -> "-cluster://" + shown + more();
                };
    }

    private String more() {
        return hosts.size() == 1 ? "" : " and " + (hosts.size() - 1) + " more";
    }
}
