package dev.hardening.core.signature;

import java.util.Locale;

/** Why a signature was not taken. Events tell it; the client gets one answer for all of them. */
public enum SignatureFault {
    /** There is no signature, or none in a scheme that the route takes. */
    MISSING,
    /** The header field is repeated, or not what the scheme asks for. */
    MALFORMED,
    /** The body is larger than one that is read for its signature. */
    BODY_TOO_LARGE,
    /** The body is signed as JSON, which is UTF-8, and its type says that it is to be read as something else. */
    OTHER_CHARSET,
    /** Somebody has read the body before, and may show the application another one than would be verified. */
    BODY_READ_BEFORE,
    /** The body has no canonical form: it is no JSON object, or one that parsers read differently. */
    BODY_NOT_CANONICAL,
    /** The digest in the header is not the body's. */
    WRONG_DIGEST,
    /** No key has made the signature. */
    WRONG_SIGNATURE,
    /** The agent bears a name that reads like that of another one, who has a secret of its own. */
    LOOK_ALIKE,
    /** The body does not say when it was signed. */
    NO_TIME,
    /** It was signed too long ago. */
    TOO_OLD,
    /** It was signed in a future that no clock's error explains. */
    IN_THE_FUTURE,
    /** It was taken before. */
    REPLAYED,
    /** The body was signed for another action than the route's. */
    WRONG_ACTION;

    private final String text = "signature " + name().toLowerCase(Locale.ROOT).replace('_', ' ');

    /** Returns the fixed text for events. */
    public String text() {
        return text;
    }
}
