/** Tests of the room {@code correlation}. */
@NullMarked
package dev.hardening.core.tracing;

import org.jspecify.annotations.NullMarked;
