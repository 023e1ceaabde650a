package dev.hardening.core.token;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.secret.FollowedSecret;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.RotatingKeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.time.Ticker;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the service's own tokens and the states that a key goes through: verify-only while it becomes known
 * everywhere, primary, verify-only again until nothing that it signed can be valid, forgotten. {@link #revoke} skips the
 * overlap. Safe for use by many threads.
 *
 * <p>One object serves issuer and verifiers of a process, so that they see a rotation together. When the primary key
 * comes from a file, {@link #follow} reads it again every ten seconds on one daemon thread, until {@link #close()}.
 */
public final class TokenKeys implements AutoCloseable {

    private final boolean refreshFollows;
    private final TokenSettings settings;
    private final RotatingKeyRing accessRing;
    private final RotatingKeyRing refreshRing;
    private volatile Set<String> revoked = Set.of();
    private volatile @Nullable HmacKeys access;
    private volatile @Nullable HmacKeys refresh;
    private @Nullable FollowedSecret followed;

    private TokenKeys(TokenSettings settings, Ticker ticker) {
        this.settings = settings;
        this.refreshFollows = settings.hasDerivedRefreshKeys();
        this.accessRing =
                RotatingKeyRing.of(settings.keys(), settings.longestAccess().plus(settings.skew()), ticker);
        this.refreshRing = RotatingKeyRing.of(
                settings.refreshKeys(), settings.longestRefresh().plus(settings.skew()), ticker);
    }

    /** Returns the keys that the settings hold, which change by {@link #rotateTo} only. */
    public static TokenKeys of(TokenSettings settings, Ticker ticker) {
        return new TokenKeys(settings, ticker);
    }

    /**
     * Returns the keys that the settings hold and, when the primary one comes from a file, follows that file. A new key
     * must obey the rule of the old one; otherwise the old one stays and {@code SECRET_REJECTED} is published.
     *
     * @param redactor is told of a new key before it counts, so that logs can mask it
     * @throws SecretFileException when the file cannot be read now
     */
    public static TokenKeys follow(
            TokenSettings settings, Ticker ticker, SecurityEventListener events, Redactor redactor) {
        TokenKeys keys = new TokenKeys(settings, ticker);
        if (settings.keyFile() != null) {
            keys.followed = FollowedSecret.follow(
                    TokenSettings.SECRET_NAME,
                    settings.keyFile(),
                    settings.secretRule(),
                    events,
                    redactor,
                    keys::rotateTo);
        }
        return keys;
    }

    /**
     * Signs with {@code next} from now on; the key before it still verifies until all that it signed has expired. Every
     * instance must know the next key as verify-only before the first one signs with it.
     *
     * @throws IllegalArgumentException when it has less than 32 bytes
     */
    public synchronized void rotateTo(Secret next) {
        requireLong(next);
        accessRing.rotateTo(next);
        if (refreshFollows) {
            refreshRing.rotateTo(settings.refreshKey(next));
        }
    }

    /**
     * Signs refresh tokens with {@code next} from now on, where they have a secret of their own.
     *
     * @throws IllegalArgumentException when it has less than 32 bytes, or signs access tokens in the standard profile
     */
    public synchronized void rotateRefreshTo(Secret next) {
        if (refreshFollows) {
            throw new IllegalStateException("the key for refresh tokens follows the one for access tokens");
        }
        requireLong(next);
        if (settings.profile() == TokenProfile.STANDARD
                && accessRing.get().all().contains(next)) {
            throw new IllegalArgumentException("the keys of the two kinds of tokens differ");
        }
        refreshRing.rotateTo(next);
    }

    private static void requireLong(Secret key) {
        if (key.length() < TokenSettings.LEAST_KEY_BYTES) {
            throw new IllegalArgumentException("a key for HS256 has 32 bytes or more (RFC 7518 section 3.2)");
        }
    }

    /** Ends all that the key signed, of both kinds when the other one is derived, at once: for a key that leaked. */
    public synchronized void revoke(Secret leaked) {
        Set<String> all = new LinkedHashSet<>(revoked);
        all.add(new HmacKey(leaked).kid());
        if (refreshFollows) {
            all.add(new HmacKey(settings.refreshKey(leaked)).kid());
        }
        revoked = Set.copyOf(all);
    }

    HmacKeys access() {
        HmacKeys known = access;
        KeyRing now = accessRing.get();
        Set<String> without = revoked;
        if (known == null || !known.isOf(now, without)) {
            known = new HmacKeys(now, without);
            access = known;
        }
        return known;
    }

    HmacKeys refresh() {
        HmacKeys known = refresh;
        KeyRing now = refreshRing.get();
        Set<String> without = revoked;
        if (known == null || !known.isOf(now, without)) {
            known = new HmacKeys(now, without);
            refresh = known;
        }
        return known;
    }

    /** Looks at the file now; for tests and for operators in a hurry. A change counts at the second look. */
    public void poll() {
        if (followed != null) {
            followed.poll();
        }
    }

    @Override
    public void close() {
        if (followed != null) {
            followed.close();
        }
    }
}
