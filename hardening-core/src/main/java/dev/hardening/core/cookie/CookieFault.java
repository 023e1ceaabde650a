package dev.hardening.core.cookie;

/** Why a cookie counts as none. The text is for events and never for clients. */
public enum CookieFault {
    /** It is not of the form that this service writes. */
    MALFORMED("a malformed session cookie"),
    /** It names a key that this service does not have, or no longer. */
    KEY_UNKNOWN("a session cookie of an unknown key"),
    /** Its MAC is not right: somebody has changed it, or it belongs to a cookie of another name. */
    FORGED("a forged session cookie"),
    /** Its time is over. */
    EXPIRED("an expired session cookie"),
    /** It was made in the future. */
    NOT_YET("a session cookie from the future"),
    /** Its session was ended, or everything that its subject had been given. */
    REVOKED("a revoked session cookie"),
    /** The request has two cookies of the name, and nobody knows which one is meant. */
    DOUBLED("two session cookies");

    private final String text;

    CookieFault(String text) {
        this.text = text;
    }

    /** Returns what an event tells. */
    public String text() {
        return text;
    }
}
