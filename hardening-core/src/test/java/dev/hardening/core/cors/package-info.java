@NullMarked
package dev.hardening.core.cors;

import org.jspecify.annotations.NullMarked;
