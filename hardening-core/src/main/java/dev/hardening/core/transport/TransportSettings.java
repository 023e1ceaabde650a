package dev.hardening.core.transport;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.net.HostPattern;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which hosts are served and when http becomes https. Immutable. */
public final class TransportSettings {

    /** When http is redirected; {@code proxy} by default. */
    public static final Setting<HttpsRedirect> HTTPS_REDIRECT =
            Setting.word("HTTPS_REDIRECT", HttpsRedirect.class).orElse(HttpsRedirect.PROXY);
    /** The hosts that are served, such as {@code example.org}, {@code *.example.org}; none means every one. */
    public static final Setting<Set<HostPattern>> ALLOWED_HOSTS =
            Setting.<HostPattern>list("ALLOWED_HOSTS", HostPattern::parse).orElse(Set.of());
    /** The port to which requests are redirected: 443 by default, which is not written. */
    public static final Setting<Integer> HTTPS_REDIRECT_PORT =
            Setting.integer("HTTPS_REDIRECT_PORT", 1, 65_535).orElse(443);
    /** Whether methods other than GET and HEAD are redirected with 308 too; they are refused by default. */
    public static final Setting<Boolean> HTTPS_REDIRECT_UNSAFE =
            Setting.bool("HTTPS_REDIRECT_UNSAFE_METHODS").orElse(false);
    /** Whether the room acts on its decisions; it does by default. */
    public static final Setting<Enforcement> TRANSPORT_MODE =
            Setting.word("TRANSPORT_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private final HttpsRedirect redirect;
    private final List<HostPattern> allowedHosts;
    private final int httpsPort;
    private final boolean redirectUnsafeMethods;
    private final Enforcement enforcement;

    private TransportSettings(Builder builder) {
        this.redirect = builder.redirect;
        this.allowedHosts = List.copyOf(builder.allowedHosts);
        this.httpsPort = builder.httpsPort;
        this.redirectUnsafeMethods = builder.redirectUnsafeMethods;
        this.enforcement = builder.enforcement;
    }

    /** Starts with redirects for what proxies report and every host. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static TransportSettings read(SettingReader reader) {
        return builder()
                .redirect(reader.read(HTTPS_REDIRECT))
                .allowedHosts(reader.read(ALLOWED_HOSTS))
                .httpsPort(reader.read(HTTPS_REDIRECT_PORT))
                .redirectUnsafeMethods(reader.read(HTTPS_REDIRECT_UNSAFE))
                .enforcement(reader.read(TRANSPORT_MODE))
                .build();
    }

    /** Returns when plain http is redirected. */
    public HttpsRedirect redirect() {
        return redirect;
    }

    List<HostPattern> allowedHosts() {
        return allowedHosts;
    }

    int httpsPort() {
        return httpsPort;
    }

    boolean redirectsUnsafeMethods() {
        return redirectUnsafeMethods;
    }

    /** Returns whether the room acts on its decisions. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Tells whether the host is served. */
    boolean allows(HostPort host, int defaultPort) {
        if (allowedHosts.isEmpty()) {
            return true;
        }
        for (int i = 0; i < allowedHosts.size(); i++) {
            if (allowedHosts.get(i).matches(host, defaultPort)) {
                return true;
            }
        }
        return false;
    }

    /** Returns one line for people. */
    public String summary() {
        String hosts = allowedHosts.isEmpty()
                ? "every host"
                : "hosts " + allowedHosts.stream().map(HostPattern::toString).collect(Collectors.joining(" "));
        String https = "https redirect " + redirect.name().toLowerCase(Locale.ROOT);
        return https + ", " + hosts + ", " + enforcement.summary();
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private HttpsRedirect redirect = HttpsRedirect.PROXY;
        private Set<HostPattern> allowedHosts = Set.of();
        private int httpsPort = 443;
        private boolean redirectUnsafeMethods;
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /** Says when http is redirected. */
        public Builder redirect(HttpsRedirect value) {
            this.redirect = value;
            return this;
        }

        /** Names the hosts that are served; none means every one. */
        public Builder allowedHosts(HostPattern... values) {
            return allowedHosts(Arrays.asList(values));
        }

        /** Names the hosts that are served; none means every one. */
        public Builder allowedHosts(Collection<HostPattern> values) {
            this.allowedHosts = new LinkedHashSet<>(values);
            return this;
        }

        /**
         * Names the port to which requests are redirected.
         *
         * @throws InvalidSettingsException outside 1 to 65535
         */
        public Builder httpsPort(int value) {
            this.httpsPort = HTTPS_REDIRECT_PORT.parse(Integer.toString(value));
            return this;
        }

        /** Redirects every method, with 308, though the body has been sent in the open once. */
        public Builder redirectUnsafeMethods(boolean value) {
            this.redirectUnsafeMethods = value;
            return this;
        }

        /** Says whether the room acts on its decisions. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = value;
            return this;
        }

        /** Returns the settings. */
        public TransportSettings build() {
            return new TransportSettings(this);
        }
    }
}
