/** Tests of the filter of the room {@code correlation} in real containers. */
@NullMarked
package dev.hardening.servlet.correlation;

import org.jspecify.annotations.NullMarked;
