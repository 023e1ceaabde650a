@NullMarked
package dev.hardening.core.bodylimit;

import org.jspecify.annotations.NullMarked;
