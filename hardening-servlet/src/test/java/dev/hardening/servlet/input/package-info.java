@NullMarked
package dev.hardening.servlet.input;

import org.jspecify.annotations.NullMarked;
