/**
 * The two clocks of the library: a monotonic {@link dev.hardening.core.time.Ticker} for spans and a
 * {@link java.time.InstantSource} for points in time. Nothing else in the library reads a clock, so every test can
 * hold time in its hand.
 */
@NullMarked
package dev.hardening.core.time;

import org.jspecify.annotations.NullMarked;
