package dev.hardening.core.breaker;

/** A call under way, as the timer sees it. */
interface Expiring {

    /**
     * Its time is up, or it is given up: settles its permit and interrupts its thread. Called once at most, never after its
     * place has {@linkplain Place#end ended}.
     */
    void timeIsUp();

    /** Follows {@link #timeIsUp} and may run the code of others. */
    default void afterTime() {}
}
