package dev.hardening.core.audit;

/**
 * What became of the records so far, for metrics.
 *
 * @param written records that stand in the file, those of the trail itself among them; in memory, those that were taken
 * @param aggregated refusals that are told by their number only
 * @param dropped records that found no room while nothing could be written
 * @param failures how often writing failed
 * @param waiting records that are not written yet
 * @param failing whether the last try to write failed
 */
public record AuditCounts(long written, long aggregated, long dropped, long failures, int waiting, boolean failing) {}
