package dev.hardening.core.breaker;

/** Which entry goes when a cache is full. */
public enum EvictionPolicy {
    /**
     * The one least likely to be asked for again, by how often and how lately it was: Caffeine's Window TinyLFU. Reads
     * take no lock, and a flood of new keys does not drive out those in use.
     */
    TINYLFU,
    /** Strictly the one whose last use is longest ago. Needs no library; reads take a lock. */
    LRU
}
