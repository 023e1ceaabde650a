package dev.hardening.core.audit;

/** What happens to calls while their records cannot be written. */
public enum AuditFailurePolicy {
    /** Calls that would be recorded are refused with 503, until what waits is written. */
    BLOCK,
    /** Calls go on. Records wait in memory; those that find no room there are counted, and the number is written. */
    DROP_AND_COUNT
}
