package dev.hardening.core.proxy;

import dev.hardening.core.net.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the hosts read last, because nearly all requests name the same few. A fixed number of places: who sends ever
 * new hosts only makes them be read anew. Safe for use by many threads: entries are immutable, a lost one is no loss.
 */
final class HostMemo {

    private static final int PLACES = 64;

    private record Entry(String text, HostPort host) {}

    private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

    /** Reads a host with an optional port; null when there is none or it is malformed. */
    @Nullable
    HostPort parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int place = text.hashCode() & (PLACES - 1);
        Entry known = entries[place];
        if (known != null && known.text.equals(text)) {
            return known.host;
        }
        HostPort host = HostPort.tryParse(text);
        if (host != null) {
            entries[place] = new Entry(text, host);
        }
        return host;
    }
}
