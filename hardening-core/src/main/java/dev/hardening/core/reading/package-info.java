/**
 * What a room knows of itself in numbers: a {@link dev.hardening.core.reading.Reading} for each, with a name, a help text
 * and labels, and {@link dev.hardening.core.reading.Readings} for whoever has some. Rooms only offer them; the room
 * {@code metrics} shows them.
 *
 * <pre>{@code
 * LongAdder refused = new LongAdder();
 * Readings readings = () -> List.of(Reading.counter("gate_refused_total", "Visitors turned away.", refused::sum));
 * }</pre>
 *
 * <p>Names and labels come from the application and never from a client, who could otherwise fill the memory of whoever
 * watches: a rule's name is a label, an address is none. What an attacker can do is to make numbers grow.
 */
@NullMarked
package dev.hardening.core.reading;

import org.jspecify.annotations.NullMarked;
