package dev.hardening.examples.votivebackend;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the prompt service is (guide row V-11). Immutable; a user and a password in the URL are never printed. */
final class ServiceAddress {

    /** The URL: http or https, a host, possibly a path that those of the service come behind. */
    static final Setting<ServiceAddress> URL = Setting.parsed("PROMPT_SERVICE_URL", ServiceAddress::parse);

    private static final String LOCAL = "http://127.0.0.1:3002";
    private static final int LAST_PORT = 65_535;
    private static final SecretRule ANY =
            SecretRule.opaque().toBuilder().ignore(SecretWeakness.values()).build();

    private final URI base;
    private final @Nullable String userInfo;

    private ServiceAddress(URI base, @Nullable String userInfo) {
        this.base = base;
        this.userInfo = userInfo;
    }

    /** Reads the address. Production needs one; elsewhere it is that of the other example on this machine. */
    static ServiceAddress read(SettingReader reader) {
        ServiceAddress local = parse(LOCAL);
        if (reader.mode().isProduction()) {
            return reader.require(URL).map(given -> given.hideIn(reader)).orElse(local);
        }
        if (!reader.isSet(URL)) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED, URL.name(), "is not set, so it is " + LOCAL, "set it to the service's URL"));
        }
        return reader.find(URL).map(given -> given.hideIn(reader)).orElse(local);
    }

    private ServiceAddress hideIn(SettingReader reader) {
        if (userInfo != null) {
            String password = userInfo.substring(userInfo.indexOf(':') + 1);
            reader.secrets()
                    .add(Secret.ofUtf8("the password in " + URL.name(), password.isEmpty() ? userInfo : password), ANY);
        }
        return this;
    }

    /** What the parser of the JDK says repeats the text, and the text may hold a password. */
    private static ServiceAddress parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is no URL");
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException("it begins with http:// or https:// and names a host");
        }
        if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
            throw new IllegalArgumentException("its port is 1 to " + LAST_PORT);
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("it ends with the host, the port or a path");
        }
        String path = url.getRawPath().replaceFirst("/$", "");
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String user = url.getUserInfo();
        return new ServiceAddress(
                URI.create(scheme + "://" + url.getHost() + port + path), user == null || user.isEmpty() ? null : user);
    }

    /** Returns the URL of a path of the service. */
    URI at(String path) {
        return URI.create(base + path);
    }

    /** Returns the value of {@code Authorization}, or null when the URL names no user (RFC 7617). */
    @Nullable
    String authorization() {
        return userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceAddress address
                && address.base.equals(base)
                && Objects.equals(address.userInfo, userInfo);
    }

    @Override
    public int hashCode() {
        return base.hashCode();
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
