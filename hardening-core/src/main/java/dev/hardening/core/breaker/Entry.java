package dev.hardening.core.breaker;

/**
 * A kept value.
 *
 * @param value what the dependency gave
 * @param askedAt the reading of the ticker when it was asked, so that no value counts as younger than it may be
 */
record Entry<V>(V value, long askedAt) {

    Cached<V> as(Freshness freshness, long now) {
        return new Cached<>(value, freshness, Math.max(0, now - askedAt));
    }
}
