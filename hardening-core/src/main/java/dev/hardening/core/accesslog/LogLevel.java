package dev.hardening.core.accesslog;

/** How serious a log line is, most serious first. */
public enum LogLevel {
    /** The process cannot go on. Written as {@code ERROR} with {@code "fatal":true}, so that one search finds both. */
    FATAL,
    /** Something failed that should not have. */
    ERROR,
    /** Somebody should look at it. */
    WARN,
    /** What happened. */
    INFO,
    /** For whoever looks for a fault. */
    DEBUG,
    /** Every step. */
    TRACE;

    /** Tells whether a line of this level is written when the threshold is the given one. */
    public boolean isWrittenAt(LogLevel threshold) {
        return compareTo(threshold) <= 0;
    }

    /** Returns the word that stands in the line. */
    public String word() {
        return isError() ? "ERROR" : name();
    }

    boolean isError() {
        return this == FATAL || this == ERROR;
    }
}
