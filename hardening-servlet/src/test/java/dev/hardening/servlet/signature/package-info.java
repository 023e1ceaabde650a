@NullMarked
package dev.hardening.servlet.signature;

import org.jspecify.annotations.NullMarked;
