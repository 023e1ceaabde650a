@NullMarked
package dev.hardening.servlet.support;

import org.jspecify.annotations.NullMarked;
