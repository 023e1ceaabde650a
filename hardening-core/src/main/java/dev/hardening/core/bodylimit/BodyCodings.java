package dev.hardening.core.bodylimit;

/** Which content codings a body may come in (RFC 9110 section 8.4). */
public enum BodyCodings {
    /** As it is; every coding is refused. */
    IDENTITY,
    /** As it is, or compressed with gzip and inflated on the way to its reader, within the same limit. */
    GZIP
}
