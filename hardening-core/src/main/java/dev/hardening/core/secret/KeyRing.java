package dev.hardening.core.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The key to sign with and the older keys that still verify. A ring is immutable; rotation makes a new ring and swaps
 * the reference, so that whoever took a ring works with one consistent set. See {@link RotatingKeyRing} for a ring that
 * forgets old keys by itself.
 */
public final class KeyRing {

    /** How many older keys a ring remembers; more would only slow down the refusal of forgeries. */
    public static final int MAX_PREVIOUS = 8;

    private final List<Secret> keys;

    private KeyRing(List<Secret> keys) {
        this.keys = keys;
    }

    /** Returns a ring with one key. */
    public static KeyRing of(Secret current) {
        return new KeyRing(List.of(current));
    }

    /**
     * Returns a ring that signs with {@code current} and also verifies with {@code previous}, newest first. A key that
     * is in it twice counts once.
     *
     * @throws IllegalArgumentException if there are more than {@value #MAX_PREVIOUS} different previous keys
     */
    public static KeyRing of(Secret current, List<Secret> previous) {
        List<Secret> keys = new ArrayList<>();
        keys.add(current);
        for (Secret key : previous) {
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        if (keys.size() > MAX_PREVIOUS + 1) {
            throw new IllegalArgumentException("more than " + MAX_PREVIOUS + " previous keys");
        }
        return new KeyRing(List.copyOf(keys));
    }

    /** Returns the key to sign with. */
    public Secret current() {
        return keys.get(0);
    }

    /** Returns the keys that only verify, newest first. */
    public List<Secret> previous() {
        return keys.subList(1, keys.size());
    }

    /** Returns all keys to verify with, the current one first. */
    public List<Secret> all() {
        return keys;
    }

    /** Returns the key with that {@linkplain Secret#keyFingerprint() fingerprint}, if there is one. */
    public Optional<Secret> withFingerprint(String fingerprint) {
        for (Secret key : keys) {
            if (key.keyFingerprint().filter(fingerprint::equals).isPresent()) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns a ring that signs with {@code next} and verifies with the keys of this one, too. The oldest key falls out
     * when there would be too many. Rotating to the current key changes nothing.
     */
    public KeyRing rotatedTo(Secret next) {
        List<Secret> previous = new ArrayList<>(keys);
        previous.removeIf(next::equals);
        return of(next, previous.subList(0, Math.min(previous.size(), MAX_PREVIOUS)));
    }

    /** Returns a ring with the current key only. */
    public KeyRing withoutPrevious() {
        return of(current());
    }

    /** Returns the names and sizes of the keys. */
    @Override
    public String toString() {
        return "KeyRing" + keys;
    }
}
