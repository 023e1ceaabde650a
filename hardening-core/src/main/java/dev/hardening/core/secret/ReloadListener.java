package dev.hardening.core.secret;

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
