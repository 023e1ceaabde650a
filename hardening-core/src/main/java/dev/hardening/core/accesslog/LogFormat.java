package dev.hardening.core.accesslog;

/** The form of a log line. */
public enum LogFormat {
    /** One JSON object, for programs. */
    JSON,
    /** Time, level, message and {@code name=value} pairs, for people. Still one line an event. */
    TEXT
}
