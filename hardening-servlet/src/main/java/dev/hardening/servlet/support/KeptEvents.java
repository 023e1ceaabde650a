package dev.hardening.servlet.support;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The first few events about a request that a record of the whole request is to tell. Safe for use by many threads. */
final class KeptEvents {

    private static final int MOST = 16;

    private final Predicate<SecurityEventType> told;
    private final List<SecurityEvent> events = new ArrayList<>(2);

    KeptEvents(Predicate<SecurityEventType> told) {
        this.told = told;
    }

    /** Returns the event marked as a part of the call where it is kept, and as it is where it is not. */
    synchronized SecurityEvent keep(SecurityEvent event) {
        if (events.size() == MOST || !told.test(event.type())) {
            return event;
        }
        events.add(event);
        return event.asPartOfCall();
    }

    synchronized List<SecurityEvent> list() {
        return List.copyOf(events);
    }
}
