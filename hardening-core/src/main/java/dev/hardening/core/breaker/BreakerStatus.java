package dev.hardening.core.breaker;

import java.time.Duration;

/**
 * What is known about one breaker at one moment, for health, metrics and people. The state and the window are those of
 * that moment even when nobody calls; the totals count since the start and never go back.
 *
 * @param name the breaker's name
 * @param state whether calls are made
 * @param windowCalls calls that ended within the rolling window
 * @param windowFailures those of them that failed
 * @param underWay calls that have not ended, those included that nobody waits for any more
 * @param retryAfter how long until the next probe may be made; zero unless open
 * @param succeeded calls that succeeded, in total
 * @param failed calls that failed in time, in total
 * @param timedOut calls whose time was up, in total
 * @param late answers that came when they did not count any more, in total
 * @param refusedOpen calls not made because the breaker was open or half-open, in total
 * @param refusedBusy calls not made because too many were under way or waited for one, in total
 * @param opened how often the breaker opened, in total
 * @param spent how long the calls that succeeded, failed or timed out took together, in total; one whose time was up counts
 *     with its timeout
 */
public record BreakerStatus(
        String name,
        BreakerState state,
        long windowCalls,
        long windowFailures,
        int underWay,
        Duration retryAfter,
        long succeeded,
        long failed,
        long timedOut,
        long late,
        long refusedOpen,
        long refusedBusy,
        long opened,
        Duration spent) {

    /** Returns the share of failures in the window in percent, rounded down; 0 when nothing was called. */
    public int errorPercent() {
        return windowCalls == 0 ? 0 : (int) (windowFailures * 100 / windowCalls);
    }
}
