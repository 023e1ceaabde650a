/**
 * How the examples log: {@link dev.hardening.examples.logging.Logging} sets Logback up with the lines that hardening-core
 * formats. Another application may copy its classes.
 */
@NullMarked
package dev.hardening.examples.logging;

import org.jspecify.annotations.NullMarked;
