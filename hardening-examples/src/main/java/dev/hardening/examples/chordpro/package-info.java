/**
 * The ChordPro service of guide 003: songs in, text, PDF or HTML out, by a tool of the system. {@link
 * dev.hardening.examples.chordpro.ChordproApp} declares what the guide demands.
 *
 * <pre>{@code
 * API_KEYS=$(openssl rand -base64 32) java -jar hardening-examples.jar chordpro
 * }</pre>
 *
 * <p>What remains for an attacker with a key: a song may ask the tool to read files that the service's user can read and
 * to run helpers that are installed. Run the service in a container that holds nothing else.
 */
@NullMarked
package dev.hardening.examples.chordpro;

import org.jspecify.annotations.NullMarked;
