package dev.hardening.core.lockout;

/**
 * What one count is kept under. Account and place are 128 bits each of a keyed hash, so that a store holds neither names nor
 * addresses and nobody can choose keys that collide; both halves are 0 where the dimension has no such part.
 *
 * @param dimension what is counted by
 * @param accountHigh the first half of the account
 * @param accountLow the second half of the account
 * @param placeHigh the first half of the address or device
 * @param placeLow the second half of the address or device
 */
public record AttemptKey(AttemptDimension dimension, long accountHigh, long accountLow, long placeHigh, long placeLow) {

    /** Tells whether this key is of the same account, the same address, or both, as far as {@code whole} has them. */
    public boolean isPartOf(AttemptKey whole) {
        boolean account = (whole.accountHigh | whole.accountLow) == 0
                || (accountHigh == whole.accountHigh && accountLow == whole.accountLow);
        boolean place =
                (whole.placeHigh | whole.placeLow) == 0 || (placeHigh == whole.placeHigh && placeLow == whole.placeLow);
        return account && place;
    }
}
