package dev.hardening.core.secret;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How unvaried a random text may be. Each limit is the strictest one that a uniformly random text of that alphabet and
 * length breaks with a probability of at most one in a thousand million, computed exactly by dynamic programming the
 * first time it is asked for. A flat entropy threshold would be wrong both ways: {@code CHANGE_ME_IN_PRODUCTION} has
 * more bits a character than any hex key.
 */
final class VarietyLimits {

    /** Texts are judged on this many characters at most; all limits are for lengths up to it. */
    static final int MAX_LENGTH = 1024;

    private static final double CHANCE = 1e-9;

    private static final ConcurrentMap<Integer, int[]> DISTINCT = new ConcurrentHashMap<>();
    private static final ConcurrentMap<Integer, AtomicIntegerArray> RUNS = new ConcurrentHashMap<>();

    private VarietyLimits() {}

    /** Returns the largest number of distinct characters that is too few; 0 if any number will do. */
    static int tooFewDistinct(int alphabetSize, int length) {
        return DISTINCT.computeIfAbsent(alphabetSize, VarietyLimits::distinctTable)[length];
    }

    /** Returns the length from which a run of equal or neighbouring characters is too long. */
    static int tooLongRun(int alphabetSize, int length) {
        return cachedRun(alphabetSize, Math.min(3, alphabetSize), length);
    }

    /** Returns the length from which a run of bytes with any constant difference is too long. */
    static int tooLongProgression(int bytes) {
        return cachedRun(256, 256, bytes);
    }

    /**
     * Returns the longest period that is too short. At most two thirds of the length, so that at least a third of the
     * text is a repetition, and less where a random text would repeat that much by chance.
     */
    static int tooShortPeriod(int alphabetSize, int length) {
        int repeated = 1;
        double chance = 1.0 / alphabetSize * alphabetSize / (alphabetSize - 1);
        while (chance > CHANCE) {
            chance /= alphabetSize;
            repeated++;
        }
        return Math.min(length * 2 / 3, length - repeated);
    }

    private static int[] distinctTable(int alphabetSize) {
        int[] limits = new int[MAX_LENGTH + 1];
        double[] chanceOf = new double[alphabetSize + 1];
        chanceOf[0] = 1;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            for (int distinct = alphabetSize; distinct >= 1; distinct--) {
                chanceOf[distinct] = chanceOf[distinct] * distinct / alphabetSize
                        + chanceOf[distinct - 1] * (alphabetSize - distinct + 1) / alphabetSize;
            }
            chanceOf[0] = 0;
            double atMost = 0;
            int limit = 0;
            while (limit < alphabetSize && atMost + chanceOf[limit + 1] <= CHANCE) {
                limit++;
                atMost += chanceOf[limit];
            }
            limits[length] = limit;
        }
        return limits;
    }

    private static int cachedRun(int alphabetSize, int steps, int length) {
        AtomicIntegerArray limits =
                RUNS.computeIfAbsent(alphabetSize * 1000 + steps, key -> new AtomicIntegerArray(MAX_LENGTH + 1));
        int limit = limits.get(length);
        if (limit == 0) {
            limit = 3;
            while (limit <= length && runChance(alphabetSize, steps, length, limit) > CHANCE) {
                limit++;
            }
            limits.set(length, limit);
        }
        return limit;
    }

    /**
     * The chance that a random text has a run of {@code run} characters with a constant difference out of {@code steps}
     * differences. Differences are taken round the alphabet's end, which makes them independent and uniform.
     */
    static double runChance(int alphabetSize, int steps, int length, int run) {
        double each = 1.0 / alphabetSize;
        double[] streak = new double[run - 1];
        streak[0] = 1;
        double found = 0;
        for (int i = 1; i < length; i++) {
            double any = 0;
            for (int m = 1; m < streak.length; m++) {
                any += streak[m];
            }
            double first = streak[0] * steps * each + any * (steps - 1) * each;
            double none = (streak[0] + any) * (alphabetSize - steps) * each;
            found += streak[streak.length - 1] * each;
            for (int m = streak.length - 1; m >= 2; m--) {
                streak[m] = streak[m - 1] * each;
            }
            streak[0] = none;
            streak[1] = first;
        }
        return found;
    }
}
