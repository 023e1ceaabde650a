/** The house rules, read from the sources of every module. */
@NullMarked
package dev.hardening.house;

import org.jspecify.annotations.NullMarked;
