package dev.hardening.core.secret;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;

/** Hears what becomes of changed secret files, for audit, metrics and health. Called by the thread that polls. */
public interface ReloadListener {

    /** A new value is in use. */
    void accepted(String name);

    /**
     * The file cannot be used; the value in use stays. Called once for each change for the worse, not for each poll.
     *
     * @param reason its message is safe to print
     */
    void rejected(String name, SecretFileException reason);

    /** After a rejection the file holds again the value in use. Does nothing unless overridden. */
    default void recovered(String name) {}

    /** Returns a listener that publishes an event for each new value and for each rejection. */
    static ReloadListener publishing(SecurityEventListener events) {
        return new ReloadListener() {
            @Override
            public void accepted(String name) {
                events.on(SecurityEvent.of(SecurityEventType.SECRET_RELOADED)
                        .subject(name)
                        .build());
            }

            @Override
            public void rejected(String name, SecretFileException reason) {
                events.on(SecurityEvent.of(SecurityEventType.SECRET_REJECTED)
                        .subject(name)
                        .detail(reason.reason().name())
                        .build());
            }
        };
    }

    /** Returns a listener that does nothing. */
    static ReloadListener none() {
        return new ReloadListener() {
            @Override
            public void accepted(String name) {}

            @Override
            public void rejected(String name, SecretFileException reason) {}
        };
    }
}
