package dev.hardening.core.deadline;

/**
 * How a request that is handled synchronously ends when its time is up. No thread can be stopped from outside; what can
 * be had is one of these. An asynchronous request is answered at once in both.
 */
public enum TimeoutWay {
    /**
     * The thread is interrupted, and the client gets its answer as soon as the application lets go of the thread. What
     * the application writes from the end of the time on is discarded.
     */
    INTERRUPT,

    /**
     * The application runs on a thread of the room's own while the container's waits. At the end of the time the client
     * gets its answer at once and the container's thread is free, whatever the application does; its thread is
     * interrupted. Costs a change of threads for each request, and an application that relies on the container's threads
     * will notice.
     */
    HAND_OFF
}
