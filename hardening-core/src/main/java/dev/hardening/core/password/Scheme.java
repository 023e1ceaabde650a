package dev.hardening.core.password;

import org.jspecify.annotations.Nullable;

/** One kind of hash. Safe for use by many threads. */
interface Scheme {

    /** Hashes with a new salt, at the cost of today. */
    String encode(Typed password);

    /** Reads a hash without its id; null when it is not exactly of this kind, or costs more than anybody should pay. */
    @Nullable
    StoredHash read(String text);

    /** Does the work of one check at the cost of today, for nothing. */
    void pretend();

    /** Tells whether a password of this length can be hashed. */
    default boolean fits(Typed password) {
        return true;
    }

    /** A hash that was read. */
    interface StoredHash {

        /** Compares in constant time. */
        boolean matches(Typed password);

        /** Tells whether it is weaker than what is hashed today. */
        boolean isOutdated();

        /** Does the work by which a check of this hash was cheaper than one of a hash of today. */
        void makeUp();
    }
}
