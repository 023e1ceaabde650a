@NullMarked
package dev.hardening.core.crosssite;

import org.jspecify.annotations.NullMarked;
