@NullMarked
package dev.hardening.core.input;

import org.jspecify.annotations.NullMarked;
