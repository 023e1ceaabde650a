package dev.hardening.core.token;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one kind of token at one moment, the primary one first. Immutable. */
final class HmacKeys {

    /** How many keys a token without {@code kid} is tried against: a forgery costs as many MACs. */
    static final int MOST_WITHOUT_KID = 3;

    private final KeyRing ring;
    private final Set<String> revoked;
    private final List<HmacKey> keys;
    private final boolean primaryRevoked;

    HmacKeys(KeyRing ring, Set<String> revoked) {
        List<HmacKey> active = new ArrayList<>();
        boolean signs = false;
        for (Secret secret : ring.all()) {
            HmacKey key = new HmacKey(secret);
            if (!revoked.contains(key.kid())) {
                active.add(key);
                signs |= secret.equals(ring.current());
            }
        }
        this.ring = ring;
        this.revoked = revoked;
        this.keys = List.copyOf(active);
        this.primaryRevoked = !signs;
    }

    boolean isOf(KeyRing otherRing, Set<String> otherRevoked) {
        return ring == otherRing && revoked == otherRevoked;
    }

    HmacKey primary() {
        if (primaryRevoked) {
            throw new StoreUnavailableException("the primary key is revoked; rotate to another one to sign");
        }
        return keys.get(0);
    }

    List<HmacKey> all() {
        return keys;
    }

    @Nullable
    HmacKey find(String kid) {
        for (HmacKey key : keys) {
            if (key.kid().equals(kid)) {
                return key;
            }
        }
        return null;
    }
}
