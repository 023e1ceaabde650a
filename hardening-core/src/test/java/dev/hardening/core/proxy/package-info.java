/** Tests of the room {@code proxy}. */
@NullMarked
package dev.hardening.core.proxy;

import org.jspecify.annotations.NullMarked;
