package dev.hardening.servlet.support;

/** Decides what becomes of a header field that the application or the container sets. Safe for use by many threads. */
@FunctionalInterface
public interface HeaderGuard {

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
     * Decides about one field.
     *
     * @param response the answer as it is so far
     * @param name the field's name, in whatever case the application wrote it
     * @param value the value to be written
     */
    Action on(ExchangeResponse response, String name, String value);

    /** Returns a guard that asks both; the stricter answer counts, and dropping is the strictest. */
    default HeaderGuard and(HeaderGuard other) {
        return (response, name, value) -> {
            Action mine = on(response, name, value);
            Action theirs = mine == Action.DROP ? mine : other.on(response, name, value);
            return mine.compareTo(theirs) >= 0 ? mine : theirs;
        };
    }
}
