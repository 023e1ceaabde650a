package dev.hardening.core.token;

/** Why a token does not count: for counters and logs. Clients learn of {@link #EXPIRED} and {@link #UNDECIDED} only. */
public enum TokenFault {
    /** Not one well-formed {@code Bearer} field. */
    CREDENTIAL,
    /** Not a compact token: too long, not three parts, not canonical base64url, not strict JSON. */
    MALFORMED,
    /** The header holds what no header here may. */
    HEADER,
    /** An algorithm that is not taken, or {@code none}. */
    ALGORITHM,
    /** A token of another kind: a refresh token as access token, an ID token. */
    KIND,
    /** No active key has this {@code kid}. */
    KEY_UNKNOWN,
    /** The signature is not one of ours. */
    SIGNATURE,
    /** A claim is missing or of the wrong type. */
    CLAIMS,
    /** Another issuer. */
    ISSUER,
    /** Another audience. */
    AUDIENCE,
    /** Issued or valid only later. */
    FUTURE,
    /** Ends before it begins, or lives longer than any token here. */
    LIFETIME,
    /** Everything is good but its time is over. */
    EXPIRED,
    /** Ended before its time. */
    REVOKED,
    /** It cannot be told now, because a store or the issuer's keys cannot be reached. */
    UNDECIDED
}
