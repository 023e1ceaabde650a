package dev.hardening.servlet.support;

/** Decides what becomes of a header field that the application or the container sets. */
@FunctionalInterface
public interface HeaderGuard {

    /** What becomes of a field. */
    enum Action {
        /** It is written as asked. */
        PASS,
        /** It is not written. */
        DROP,
        /** It takes the place of the value that is there, even if it was to be added. */
        REPLACE
    }

    /** Decides by the field's name, in whatever case the application wrote it. */
    Action on(String name);
}
