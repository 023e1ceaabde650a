package dev.hardening.examples.server;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.tls.TlsSettings;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server listens. Immutable. The defaults: 127.0.0.1, the app's port, Jetty, no TLS.
 *
 * <p>With {@code HTTPS_ENABLED} the port speaks TLS 1.2 and 1.3 with the key and the certificates of two PEM files; a
 * second, plain port may redirect to it.
 */
public final class ServerSettings {

    /** The address to listen on. */
    public static final Setting<String> HOST = Setting.text("HOST").orElse("127.0.0.1");

    /** The port, 0 for any that is free; each app has a default of its own. */
    public static final Setting<Integer> PORT = Setting.integer("PORT", 0, 65_535);

    /** The embedded server, {@code jetty} or {@code tomcat}. */
    public static final Setting<ServerKind> SERVER =
            Setting.word("SERVER", ServerKind.class).orElse(ServerKind.JETTY);

    /** A plain port that only redirects to the TLS port; none by default. */
    public static final Setting<Integer> HTTP_REDIRECT_PORT = Setting.integer("HTTP_REDIRECT_PORT", 0, 65_535);

    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private final String host;
    private final int port;
    private final ServerKind kind;
    private final TlsSettings tls;
    private final @Nullable Integer redirectPort;
    private final int threads;

    private ServerSettings(
            String host, int port, ServerKind kind, TlsSettings tls, @Nullable Integer redirectPort, int threads) {
        this.host = host;
        this.port = port;
        this.kind = kind;
        this.tls = tls;
        this.redirectPort = redirectPort;
        this.threads = threads;
    }

    /** Returns the address for whoever calls the server that listens on this port. */
    public String url(int listening) {
        return (tls.isEnabled() ? "https" : "http") + "://" + host() + ":" + listening;
    }

    /** Returns settings without TLS. */
    public static ServerSettings of(ServerKind kind, String host, int port) {
        return new ServerSettings(host, port, kind, TlsSettings.builder().build(), null, WebServer.THREADS);
    }

    /** Returns the same settings with TLS or without, and with a plain port that redirects if one is given. */
    public ServerSettings tls(TlsSettings files, @Nullable Integer plainPort) {
        return new ServerSettings(host, port, kind, files, plainPort, threads);
    }

    /** Returns the same settings with more threads, for an app whose requests wait for something. */
    public ServerSettings moreThreads(int more) {
        return new ServerSettings(host, port, kind, tls, redirectPort, threads + more);
    }

    /** Reads the settings; what is wrong is added to the reader's problems. The port has the given default. */
    public static ServerSettings read(SettingReader reader, int defaultPort) {
        return read(reader, defaultPort, TlsSettings.builder().build());
    }

    /** As {@link #read(SettingReader, int)}, for an app that has files for TLS of its own. */
    public static ServerSettings read(SettingReader reader, int defaultPort, TlsSettings defaultTls) {
        ServerSettings plain =
                of(reader.read(SERVER), reader.read(HOST), reader.find(PORT).orElse(defaultPort));
        Integer redirect = reader.find(HTTP_REDIRECT_PORT).orElse(null);
        TlsSettings tls = TlsSettings.read(reader, defaultTls, InstantSource.system());
        boolean secure = reader.isSet(TlsSettings.HTTPS_ENABLED)
                ? reader.read(TlsSettings.HTTPS_ENABLED)
                : defaultTls.isEnabled();
        if (redirect != null && !secure) {
            reader.add(Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    HTTP_REDIRECT_PORT.name(),
                    "redirects to https, which is not enabled",
                    "set HTTPS_ENABLED=true, or remove it"));
        }
        return plain.tls(tls, redirect);
    }

    /**
     * Warns, in production, where a server that belongs behind a proxy listens on every address while no proxy outside
     * this machine is trusted: clients could come past the proxy then (guide row X-04).
     */
    public ServerSettings behindProxy(SettingReader reader) {
        boolean outside = reader.read(ProxySettings.TRUSTED_PROXIES).cidrs().stream()
                .anyMatch(network -> !CidrSet.loopback().contains(network.network()));
        if (EVERY_ADDRESS.contains(host) && !outside && reader.mode().isProduction()) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    HOST.name(),
                    "listens on every address, but no proxy outside this machine is trusted",
                    "set HOST=127.0.0.1 behind a proxy on this machine, or TRUSTED_PROXIES to the proxy's addresses"));
        }
        return this;
    }

    /** Returns the address to listen on. */
    public String host() {
        return host;
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns how many requests are served at once; idle connections need no thread. */
    public int threads() {
        return threads;
    }

    /** Returns the server. */
    public ServerKind kind() {
        return kind;
    }

    /** Returns whether the port speaks TLS, and with which files. */
    public TlsSettings tls() {
        return tls;
    }

    /** Returns the plain port, when there is one. */
    public Optional<Integer> redirectPort() {
        return Optional.ofNullable(redirectPort);
    }
}
