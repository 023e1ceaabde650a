@NullMarked
package dev.hardening.servlet.bodylimit;

import org.jspecify.annotations.NullMarked;
