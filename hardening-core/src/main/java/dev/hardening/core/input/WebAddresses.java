package dev.hardening.core.input;

import dev.hardening.core.net.HostName;
import dev.hardening.core.net.HostPort;

/** The formats of hosts and URLs, one pass each. */
final class WebAddresses {

    private static final String HTTPS = "https://";
    private static final int LONGEST_URL = 2_048;

    /** Visible, but in no URL (RFC 3986 section 2), or read by browsers as something else. */
    private static final String NOT_IN_URLS = "\"<>\\^`{|}";

    private WebAddresses() {}

    static boolean isHostName(String text) {
        HostName host = HostName.tryParse(text);
        return host != null && host.address() == null;
    }

    static boolean isHttpsUrl(String text) {
        if (text.length() > LONGEST_URL || !text.regionMatches(true, 0, HTTPS, 0, HTTPS.length())) {
            return false;
        }
        int end = HTTPS.length();
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return HostPort.tryParse(text.substring(HTTPS.length(), end)) != null && isUrlText(text, end);
    }

    private static boolean isUrlText(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~' || NOT_IN_URLS.indexOf(c) >= 0) {
                return false;
            }
            if (c == '%' && !Formats.all(text, i + 1, Math.min(i + 3, text.length()), Formats::isHexDigit)) {
                return false;
            }
            if (c == '%' && i + 2 >= text.length()) {
                return false;
            }
        }
        return true;
    }
}
