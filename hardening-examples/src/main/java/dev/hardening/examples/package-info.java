/**
 * The examples in one runnable jar. {@link dev.hardening.examples.Main} picks one by its name; an example says what is
 * its own in a few declarative lines and holds no security of its own.
 *
 * <pre>{@code
 * java -jar hardening-examples.jar chordpro
 * }</pre>
 */
@NullMarked
package dev.hardening.examples;

import org.jspecify.annotations.NullMarked;
