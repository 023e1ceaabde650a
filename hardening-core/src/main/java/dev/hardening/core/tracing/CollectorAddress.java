package dev.hardening.core.tracing;

import dev.hardening.core.net.IpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The rules for a collector's base URL. */
final class CollectorAddress {

    private static final int LAST_PORT = 65_535;
    private static final int LONGEST = 2048;

    private CollectorAddress() {}

    /** What the parser of the JDK says repeats the text, and the text may hold a password that does not belong there. */
    static URI parse(String text) {
        URI url;
        try {
            url = new URI(text.length() > LONGEST ? "" : text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL");
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException("it is not an http or https URL that names a host");
        }
        if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
            throw new IllegalArgumentException("its port is not 1 to " + LAST_PORT);
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "it holds a user or a password, which belong into " + TracingSettings.HEADERS.name());
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("it does not end with the host, the port or a path");
        }
        return url;
    }

    static URI traces(URI base) {
        String text = base.toString();
        return URI.create(text + (text.endsWith("/") ? "" : "/") + "v1/traces");
    }

    /** Tells whether nobody on the way reads what is sent: it is encrypted, or does not leave this machine. */
    static boolean isPrivate(URI url) {
        String host = url.getHost();
        if ("https".equalsIgnoreCase(url.getScheme()) || host.equalsIgnoreCase("localhost")) {
            return true;
        }
        IpAddress address = IpAddress.tryParse(host.replace("[", "").replace("]", ""));
        return address != null && address.isLoopback();
    }
}
