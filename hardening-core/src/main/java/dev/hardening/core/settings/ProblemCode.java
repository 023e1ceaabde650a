package dev.hardening.core.settings;

/**
 * Every kind of problem that settings can have, with the number that a report prints as {@code HRD-1003}. Numbers are a
 * part of the API: they are never given to another kind of problem.
 */
public enum ProblemCode {
    /** A required value is not set. */
    MISSING(1001),
    /** The value does not have the form that the setting needs. */
    MALFORMED(1002),
    /** The value is well-formed but outside the range. */
    OUT_OF_RANGE(1003),
    /** The value is not one of the words that the setting knows. */
    UNKNOWN_WORD(1004),
    /** Two names for one setting have values that differ. */
    NAMES_DISAGREE(1005),
    /** Both NAME and NAME_FILE are set. */
    VALUE_AND_FILE(1006),
    /** A file that holds a value cannot be used. */
    FILE_UNUSABLE(1007),
    /** The names for the run mode contradict one another. */
    MODES_DISAGREE(1008),
    /** The run mode is not set. */
    MODE_UNSET(1009),
    /** A secret comes from a place where secrets do not belong. */
    SECRET_MISPLACED(1010),
    /** An unknown name looks like a known one. */
    NAME_MISSPELT(1011),
    /** Two settings contradict each other. */
    CONTRADICTION(1012),
    /** The value is allowed but weakens the service. */
    LOOSENED(1013),
    /** A setting has no effect in this combination. */
    IGNORED(1014),
    /** A value was made up because none was given. */
    GENERATED(1015),
    /** The value is written in quote characters. */
    QUOTED(1016),
    /** Nobody has chosen a value that matters for security, so the default counts. */
    LEFT_AT_DEFAULT(1017),
    /** A setting asks for what another library does, and that library is not on the class path. */
    LIBRARY_ABSENT(1018),

    /** A secret is too short. */
    SECRET_SHORT(1101),
    /** A secret is an example that somebody forgot to replace. */
    SECRET_PLACEHOLDER(1102),
    /** A secret has too little variety to be random. */
    SECRET_GUESSABLE(1103),
    /** A secret is published somewhere. */
    SECRET_PUBLIC(1104),
    /** A secret holds blanks or control characters. */
    SECRET_CHARACTERS(1105),
    /** Two settings that must differ hold the same secret. */
    SECRET_SHARED(1106),
    /** No key at all is configured for a door that needs one. */
    NO_KEYS(1107),
    /** Authentication is switched off. */
    AUTHENTICATION_OFF(1108),
    /** A secret has been in use for longer than it should. */
    SECRET_OLD(1109),

    /** A proxy or allow-list entry covers every address. */
    TRUSTS_EVERYONE(1201),
    /** The process runs with the rights of the superuser. */
    RUNS_AS_ROOT(1202),

    /** A header policy is not valid. */
    POLICY_INVALID(1301),
    /** A header is asked for that browsers no longer obey. */
    DEAD_HEADER(1302),

    /** A route needs something that is not configured. */
    ROUTE_UNSERVED(1401),

    /** A private key is not the one that its certificate was made for. */
    PAIR_MISMATCHED(1501),
    /** A certificate is not valid any more. */
    CERTIFICATE_EXPIRED(1502),
    /** A certificate is not valid yet. */
    CERTIFICATE_NOT_YET_VALID(1503),
    /** A certificate is valid for a few more days only. */
    CERTIFICATE_EXPIRES_SOON(1504),
    /** Certificates do not follow each other, each one signed by the next. */
    CERTIFICATE_CHAIN_BROKEN(1505),
    /** The key or the signature of a certificate can be forged. */
    CERTIFICATE_WEAK(1506),

    /** A server that the service shares with others refuses its credentials. */
    SERVER_REFUSES(1601),
    /** What answers under a server's address speaks another protocol, or is too old. */
    SERVER_UNSUITABLE(1602);

    private final int number;

    ProblemCode(int number) {
        this.number = number;
    }

    /** Returns the code as reports print it, for example {@code HRD-1003}. */
    public String text() {
        return "HRD-" + number;
    }
}
