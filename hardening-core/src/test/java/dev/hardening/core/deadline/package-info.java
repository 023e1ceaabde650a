@NullMarked
package dev.hardening.core.deadline;

import org.jspecify.annotations.NullMarked;
