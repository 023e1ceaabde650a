/**
 * Measures every decision on the hot path beside a floor: the least code that makes the same decision. Figures mean
 * something as ratios within one run only.
 */
@NullMarked
package dev.hardening.benchmarks;

import org.jspecify.annotations.NullMarked;
