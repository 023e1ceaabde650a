@NullMarked
package dev.hardening.core.transport;

import org.jspecify.annotations.NullMarked;
