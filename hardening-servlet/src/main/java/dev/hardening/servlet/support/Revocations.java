package dev.hardening.servlet.support;

import dev.hardening.core.identity.RevocationStore;
import jakarta.servlet.ServletContext;
import java.time.InstantSource;

/** The one store of revocations that the filters of an application share when a {@code web.xml} names them. No state. */
public final class Revocations {

    private static final String ATTRIBUTE = RevocationStore.class.getName();

    private Revocations() {}

    /**
     * Returns what stands in the {@link ServletContext} under the name of {@link RevocationStore}, or one in memory, which is
     * put there when there is none. No filter closes it.
     */
    public static RevocationStore of(ServletContext application, InstantSource clock) {
        if (application.getAttribute(ATTRIBUTE) instanceof RevocationStore found) {
            return found;
        }
        RevocationStore made = RevocationStore.inMemory(clock, RevocationStore.DEFAULT_MOST_ENTRIES);
        application.setAttribute(ATTRIBUTE, made);
        return made;
    }
}
