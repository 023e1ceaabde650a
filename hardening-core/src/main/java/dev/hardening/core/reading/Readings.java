package dev.hardening.core.reading;

import java.util.List;

/** Something that can be watched. Implementations are safe for use by many threads and answer at once. */
@FunctionalInterface
public interface Readings {

    /**
     * Returns all that can be read now. A later call may return more, for what has come to be in the meantime; each
     * reading is known by its name and labels.
     */
    List<Reading> readings();
}
