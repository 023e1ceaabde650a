@NullMarked
package dev.hardening.servlet.transport;

import org.jspecify.annotations.NullMarked;
