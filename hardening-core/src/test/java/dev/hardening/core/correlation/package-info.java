/** Tests of the room {@code correlation}. */
@NullMarked
package dev.hardening.core.correlation;

import org.jspecify.annotations.NullMarked;
