package dev.hardening.core.breaker;

/** Which thread makes a guarded synchronous call. Asynchronous calls and the cache's loads are not asked. */
public enum CallWay {
    /**
     * A thread of the breaker, while the caller waits: the caller has its answer when the time is up, whatever the call
     * does. Thread locals of the caller are not there.
     */
    HAND_OFF,
    /**
     * The caller's own thread, which is interrupted when the time is up: costs least, and a call that ignores interrupts,
     * as reads from old sockets do, holds the caller until it ends.
     */
    INTERRUPT
}
