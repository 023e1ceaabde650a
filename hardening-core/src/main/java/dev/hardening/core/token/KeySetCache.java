package dev.hardening.core.token;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an issuer's key set: five minutes as it is, from the fourth minute on renewed behind the back of a request, and
 * through an outage of the issuer four hours at most. A {@code kid} that the set does not know asks for one fetch in
 * thirty seconds. One fetch runs at a time, and no more than {@link FetchLock#MOST} requests wait for it. Safe for use by
 * many threads.
 */
final class KeySetCache {

    private static final long AHEAD = Duration.ofMinutes(4).toNanos();
    private static final long FRESH = Duration.ofMinutes(5).toNanos();
    private static final long OUTAGE = Duration.ofHours(4).toNanos();
    private static final long UNKNOWN_KID = Duration.ofSeconds(30).toNanos();
    private static final long AFTER_FAILURE = Duration.ofSeconds(30).toNanos();
    private static final long AFTER_FAILURE_WITHOUT_KEYS = Duration.ofSeconds(5).toNanos();

    private final KeySetSource source;
    private final Ticker ticker;
    private final SecurityEventListener events;
    private final Executor background;
    private final FetchLock fetching = new FetchLock();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile @Nullable Held held;
    private volatile @Nullable Long failedAt;
    private @Nullable Long unknownKidAt;

    KeySetCache(KeySetSource source, Ticker ticker, SecurityEventListener events, Executor background) {
        this.source = source;
        this.ticker = ticker;
        this.events = events;
        this.background = background;
    }

    /**
     * Returns the keys to check a token with.
     *
     * @throws StoreUnavailableException when there are none, or none young enough, and the issuer gives none
     */
    JwkSet get() {
        Held now = held;
        long age = now == null ? Long.MAX_VALUE : ticker.nanos() - now.at;
        if (now == null || age >= FRESH) {
            return fetched(now, age);
        }
        if (age >= AHEAD && !failedLately() && renewing.compareAndSet(false, true)) {
            renewBehind(now);
        }
        return now.set;
    }

    /** Returns the keys after a token named one that {@code known} has not: newer ones when one may fetch now. */
    JwkSet withUnknownKid(JwkSet known) {
        if (!fetching.enter()) {
            return current(known);
        }
        try {
            long nanos = ticker.nanos();
            boolean newer = current(known) != known;
            if (!newer && (unknownKidAt == null || nanos - unknownKidAt >= UNKNOWN_KID)) {
                unknownKidAt = nanos;
                fetch();
            }
            return current(known);
        } finally {
            fetching.leave();
        }
    }

    private JwkSet current(JwkSet otherwise) {
        Held now = held;
        return now == null ? otherwise : now.set;
    }

    private JwkSet fetched(@Nullable Held before, long age) {
        boolean usable = before != null && age < OUTAGE;
        // While the issuer is well, all wait for the one fetch, because a key that was withdrawn must not count
        // meanwhile; in an outage nobody waits who has keys. Nor do more than a few ever wait.
        boolean hurried = usable && failedAt != null;
        boolean mine = !failedLately() && (hurried ? fetching.enterAtOnce() : fetching.enter());
        if (mine) {
            try {
                boolean again = held == before && !failedLately();
                if (again) {
                    fetch();
                }
            } finally {
                fetching.leave();
            }
        }
        Held now = held;
        if (now == null || (now == before && !usable)) {
            throw new StoreUnavailableException("the keys of the external issuer cannot be had");
        }
        return now.set;
    }

    private void renewBehind(Held before) {
        try {
            background.execute(() -> {
                try {
                    renew(before);
                } finally {
                    renewing.set(false);
                }
            });
        } catch (RejectedExecutionException closed) {
            renewing.set(false);
        }
    }

    private void renew(Held before) {
        if (!fetching.enter()) {
            return;
        }
        try {
            if (held == before) {
                fetch();
            }
        } finally {
            fetching.leave();
        }
    }

    private boolean failedLately() {
        Long at = failedAt;
        return at != null && ticker.nanos() - at < (held == null ? AFTER_FAILURE_WITHOUT_KEYS : AFTER_FAILURE);
    }

    private void fetch() {
        try {
            held = new Held(JwkSet.read(source.fetch()), ticker.nanos());
            failedAt = null;
        } catch (IOException | RuntimeException e) {
            failedAt = ticker.nanos();
            events.on(SecurityEvent.of(SecurityEventType.STORE_FAILED)
                    .subject(ExternalIssuer.ISSUER.name())
                    .detail(e instanceof IOException ? String.valueOf(e.getMessage()) : "the source of keys failed")
                    .build());
        }
    }

    /** A set and when it came; each fetch makes one, and it is itself only. */
    private static final class Held {
        private final JwkSet set;
        private final long at;

        private Held(JwkSet set, long at) {
            this.set = set;
            this.at = at;
        }
    }
}
