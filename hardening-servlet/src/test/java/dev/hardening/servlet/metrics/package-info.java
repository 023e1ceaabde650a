/** Requests are counted once, and the numbers are shown to those who may read them. */
@NullMarked
package dev.hardening.servlet.metrics;

import org.jspecify.annotations.NullMarked;
