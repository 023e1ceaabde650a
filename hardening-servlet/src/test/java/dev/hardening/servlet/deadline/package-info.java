@NullMarked
package dev.hardening.servlet.deadline;

import org.jspecify.annotations.NullMarked;
