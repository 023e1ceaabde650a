package dev.hardening.core.token;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Keeps refresh families. Safe for use by many threads; each method is atomic, for all instances of the service when the
 * store is shared by them.
 *
 * <p>What becomes of a token is an answer and never an exception: whoever ends a family and then throws inside a
 * transaction brings the family back to life. Every method throws {@link
 * dev.hardening.core.decision.StoreUnavailableException} when the store cannot answer, and {@link #create} also when it
 * is full. A family is never forgotten before its absolute expiry, an ended one neither, unless it was {@linkplain
 * #begin begun} by a log-in and a newer one takes its place: what comes of a forgotten one is refused all the same.
 */
public interface RefreshFamilyStore extends AutoCloseable {

    /** How many families are a good start: {@value}, which take about 120 MB when all of them are there. */
    int DEFAULT_MOST_FAMILIES = 250_000;

    /**
     * Stores the new family of a log-in. Its {@code rotatedAt} is the time now. Of all that one subject has begun, no more
     * than {@code mostOfSubject} are kept, this one included, so that nobody fills the store with one account: the ended
     * ones go first, and then those that were rotated the longest ago, which are ended by it.
     *
     * @return the families that were ended, as they were before
     * @throws IllegalArgumentException when there is a family of this id
     */
    List<RefreshFamily> begin(RefreshFamily family, int mostOfSubject);

    /**
     * Stores a new family that nothing takes the place of before its absolute expiry, for a token of another maker: that
     * one would be the first of a new family again. Its {@code rotatedAt} is the time now.
     *
     * @return false when there is a family of this id, be it an ended one; nothing changes then
     */
    boolean create(RefreshFamily family);

    /**
     * Uses a refresh token of a family up. In this order: an unknown family, one at its absolute expiry, and an ended one
     * are answered as such; the newest token is {@code EXPIRED} at its idle expiry, and rotates otherwise; the one right
     * before it is {@code REPLAYED} for less than {@code grace} after the rotation; any other generation, also one that
     * the store has never reached because it lost a rotation, ends the family.
     *
     * @param generation of the token that is used
     * @param grace zero for none
     * @param idleExpiry when the successor ends, unless the family ends before
     */
    Rotation rotate(String family, int generation, Instant now, Duration grace, Instant idleExpiry);

    /**
     * Ends a family.
     *
     * @return true when it was there and not ended yet
     */
    boolean revoke(String family);

    /**
     * Ends all families of a subject.
     *
     * @return how many were not ended yet
     */
    int revokeAll(String subject);

    /** Gives back what the store holds open. The store in memory holds nothing open. */
    @Override
    default void close() {}

    /**
     * Returns a store in the memory of this process, for a service that runs once: another instance does not know its
     * families, and a restart logs everybody out. When {@code mostFamilies} are there and none of them has reached its
     * absolute expiry, it takes no more and throws.
     *
     * @param mostFamilies 1 to 50,000,000
     */
    static RefreshFamilyStore inMemory(int mostFamilies) {
        return new MemoryRefreshFamilyStore(mostFamilies);
    }
}
