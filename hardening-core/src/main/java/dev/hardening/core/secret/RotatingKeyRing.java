package dev.hardening.core.secret;

import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A key ring that follows its key: after a rotation the old key still verifies for a while, then it is forgotten.
 * Fits behind a file: {@code ReloadingFile.open(name, path, parser, listener, ring::rotateTo)}.
 *
 * <p>Safe for use by many threads; {@link #get()} takes no lock.
 */
public final class RotatingKeyRing implements Supplier<KeyRing> {

    private final Duration overlap;
    private final Ticker ticker;
    private volatile State state;

    private RotatingKeyRing(KeyRing initial, Duration overlap, Ticker ticker) {
        this.overlap = overlap;
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        this.state = new State(initial, List.of());
    }

    /**
     * Makes a ring that begins with {@code initial}; the previous keys in it were given by the operator and stay until
     * they are pushed out by newer ones.
     *
     * @param overlap how long a replaced key still verifies; at least as long as what it signed is valid
     * @throws IllegalArgumentException if {@code overlap} is negative or above ten years
     */
    public static RotatingKeyRing of(KeyRing initial, Duration overlap, Ticker ticker) {
        if (overlap.isNegative() || overlap.compareTo(Duration.ofDays(3653)) > 0) {
            throw new IllegalArgumentException("the overlap " + overlap + " is not between zero and ten years");
        }
        return new RotatingKeyRing(initial, overlap, ticker);
    }

    /** Signs with {@code next} from now on. Rotating to the current key changes nothing. */
    public synchronized void rotateTo(Secret next) {
        State now = state;
        if (next.equals(now.ring.current())) {
            return;
        }
        long nanos = ticker.nanos();
        List<Retired> retired = new ArrayList<>();
        retired.add(new Retired(now.ring.current(), nanos));
        retired.addAll(now.living(nanos, overlap.toNanos()));
        retired.removeIf(old -> old.key.equals(next));
        state = new State(now.ring.rotatedTo(next), retired).without(nanos, overlap.toNanos());
    }

    /** Returns the keys of this moment. */
    @Override
    public KeyRing get() {
        State now = state;
        if (now.retired.isEmpty() || !now.hasExpired(ticker.nanos(), overlap.toNanos())) {
            return now.ring;
        }
        return forgetExpired();
    }

    private synchronized KeyRing forgetExpired() {
        state = state.without(ticker.nanos(), overlap.toNanos());
        return state.ring;
    }

    /** A key that was current until {@code since}. */
    private record Retired(Secret key, long since) {}

    private record State(KeyRing ring, List<Retired> retired) {

        boolean hasExpired(long nanos, long overlap) {
            // The oldest comes last.
            return nanos - retired.get(retired.size() - 1).since >= overlap;
        }

        List<Retired> living(long nanos, long overlap) {
            return retired.stream().filter(old -> nanos - old.since < overlap).toList();
        }

        State without(long nanos, long overlap) {
            List<Retired> living = living(nanos, overlap);
            List<Secret> previous = new ArrayList<>(ring.previous());
            for (Retired old : retired) {
                if (!living.contains(old)) {
                    previous.removeIf(old.key::equals);
                }
            }
            return new State(KeyRing.of(ring.current(), previous), living);
        }
    }
}
