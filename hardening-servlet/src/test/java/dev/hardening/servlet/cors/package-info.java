@NullMarked
package dev.hardening.servlet.cors;

import org.jspecify.annotations.NullMarked;
