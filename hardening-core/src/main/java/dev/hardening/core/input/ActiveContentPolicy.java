package dev.hardening.core.input;

/** What the filter does about texts in which a browser could find something to run. */
public enum ActiveContentPolicy {
    /** A request with one in any JSON string or name, or in any parameter, is refused. */
    REFUSE,
    /** Nobody looks, but the rules of single fields that ask for it. */
    OFF
}
