package dev.hardening.servlet.support;

/**
 * Writes header fields that an answer must carry, and decides what becomes of those that the application or the container
 * sets from then on. Safe for use by many threads: one writer serves all requests of a filter wherever it can, and finds
 * what belongs to one of them by {@link ExchangeResponse#exchange}.
 */
@FunctionalInterface
public interface HeaderWriter {

    /** What becomes of a field. */
    enum Action {
        /** It is written as asked. */
        PASS,
        /** It takes the place of the value that is there, even if it was to be added. */
        REPLACE,
        /** It is not written. */
        DROP
    }

    /**
     * Writes the fields: once at the start and again after each {@code reset()}, always before the answer is committed.
     */
    void writeTo(ExchangeResponse response);

    /**
     * Decides about one field that is set later on. Of several writers the strictest counts, and dropping is the strictest;
     * those behind the first that drops a field are not asked. By default everything passes.
     *
     * @param response the answer as it is so far
     * @param name the field's name, in whatever case the application wrote it
     * @param value the value to be written
     */
    default Action on(ExchangeResponse response, String name, String value) {
        return Action.PASS;
    }
}
