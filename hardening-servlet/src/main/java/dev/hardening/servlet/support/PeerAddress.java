package dev.hardening.servlet.support;

import dev.hardening.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Reads the peer's address as containers print it. */
final class PeerAddress {

    /** What a peer without an IP address is taken for, such as one behind a Unix socket: nobody trusts it. */
    private static final IpAddress UNKNOWN = IpAddress.parse("::");

    private PeerAddress() {}

    static IpAddress of(@Nullable String text) {
        if (text == null) {
            return UNKNOWN;
        }
        int from = text.startsWith("[") ? 1 : 0;
        int to = from == 1 && text.endsWith("]") ? text.length() - 1 : text.length();
        // Containers print the zone of a link-local peer; it is a name of this host and no part of the address.
        int zone = text.indexOf('%');
        IpAddress address = IpAddress.tryParse(text, from, zone < 0 ? to : zone);
        return address == null ? UNKNOWN : address;
    }
}
