package dev.hardening.core.settings;

/** Turns a trimmed text into a value, or says what is wrong with it. */
@FunctionalInterface
interface ValueParser<T> {
    T parse(String value) throws BadValueException;
}
