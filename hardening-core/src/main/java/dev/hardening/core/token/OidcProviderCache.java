package dev.hardening.core.token;

import dev.hardening.core.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the issuer says of itself: an hour as it is, and until the issuer answers again where it does not. After a
 * failure the issuer is left alone for five seconds. One fetch runs at a time, and no more than {@link FetchLock#MOST}
 * requests wait for the first one. Safe for use by many threads.
 */
final class OidcProviderCache {

    private static final long FRESH = Duration.ofHours(1).toNanos();
    private static final long AFTER_FAILURE = Duration.ofSeconds(5).toNanos();

    /** Asks the issuer. */
    @FunctionalInterface
    interface Source {
        OidcProvider fetch() throws IOException;
    }

    private final Source source;
    private final Ticker ticker;
    private final FetchLock fetching = new FetchLock();
    private volatile @Nullable Held held;
    private volatile @Nullable Long failedAt;

    OidcProviderCache(Source source, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
    }

    OidcProvider get() throws IOException {
        Held before = held;
        if (before != null && (isFresh(before) || failedLately())) {
            return before.provider;
        }
        if (before != null && !fetching.enterAtOnce()) {
            return before.provider;
        }
        if (before == null && !fetching.enter()) {
            throw new IOException("enough log-ins wait for the issuer");
        }
        try {
            Held now = held;
            return now != null && now != before ? now.provider : fetched(before);
        } finally {
            fetching.leave();
        }
    }

    private OidcProvider fetched(@Nullable Held before) throws IOException {
        if (failedLately()) {
            throw new IOException("the issuer did not answer a moment ago");
        }
        try {
            Held fresh = new Held(source.fetch(), ticker.nanos());
            failedAt = null;
            held = fresh;
            return fresh.provider;
        } catch (IOException e) {
            failedAt = ticker.nanos();
            if (before == null) {
                throw e;
            }
            return before.provider;
        }
    }

    private boolean isFresh(Held now) {
        return ticker.nanos() - now.at < FRESH;
    }

    private boolean failedLately() {
        Long at = failedAt;
        return at != null && ticker.nanos() - at < AFTER_FAILURE;
    }

    /** An answer and when it came; each fetch makes one, and it is itself only. */
    private static final class Held {
        private final OidcProvider provider;
        private final long at;

        private Held(OidcProvider provider, long at) {
            this.provider = provider;
            this.at = at;
        }
    }
}
