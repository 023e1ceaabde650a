/** Tests of the filter of the room {@code proxy} in real containers. */
@NullMarked
package dev.hardening.servlet.proxy;

import org.jspecify.annotations.NullMarked;
