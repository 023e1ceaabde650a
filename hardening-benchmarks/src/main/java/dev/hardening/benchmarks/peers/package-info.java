/**
 * The table of ours beside others: which rows it has, what is measured for each, which targets count, and how both are
 * printed. Nothing here measures; {@code dev.hardening.benchmarks} does.
 */
@NullMarked
package dev.hardening.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
