package dev.hardening.servlet.support;

/** Writes header fields that an answer must carry, once at the start and again after each {@code reset()}. */
@FunctionalInterface
public interface HeaderWriter {

    /** Writes the fields; called any number of times for one answer, always before it is committed. */
    void writeTo(ExchangeResponse response);
}
