/**
 * A small service of notes with the starter: open and guarded routes, a filter of its own behind the door, health and meters in
 * Actuator. It wants {@code API_KEYS} in its environment.
 */
@NullMarked
package dev.hardening.springboot.example;

import org.jspecify.annotations.NullMarked;
