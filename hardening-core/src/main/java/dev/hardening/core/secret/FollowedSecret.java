package dev.hardening.core.secret;

import dev.hardening.core.event.SecurityEventListener;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * One secret in a file that is read again, by a daemon thread, within {@link SecretReloader#DEFAULT_INTERVAL} of each
 * change until it is closed. A change that the rule refuses is published as {@code SECRET_REJECTED} and the secret in use
 * stays. Safe for use by many threads.
 */
public final class FollowedSecret implements AutoCloseable {

    private final ReloadingFile<Secret> file;
    private final SecretReloader reloader;

    private FollowedSecret(ReloadingFile<Secret> file) {
        this.file = file;
        this.reloader = new SecretReloader(List.of(file));
    }

    /**
     * Reads the secret, puts it into use, and starts to follow the file.
     *
     * @param name the setting's name, for events
     * @param rule what each new secret must obey
     * @param redactor is told of each new secret before it counts, so that logs can mask it
     * @param use takes the secret of now and each new one
     * @throws SecretFileException when the file cannot be read now
     */
    public static FollowedSecret follow(
            String name,
            Path path,
            SecretRule rule,
            SecurityEventListener events,
            Redactor redactor,
            Consumer<Secret> use) {
        ReloadingFile<Secret> file = ReloadingFile.open(
                name, path, SecretParser.one(name, rule), ReloadListener.publishing(events), secret -> {
                    redactor.register(List.of(secret));
                    use.accept(secret);
                });
        use.accept(file.get());
        FollowedSecret followed = new FollowedSecret(file);
        followed.reloader.start();
        return followed;
    }

    /** Looks at the file now; for tests and for operators in a hurry. A change counts at the second look. */
    public void poll() {
        file.poll();
    }

    /** Stops following the file. */
    @Override
    public void close() {
        reloader.close();
    }
}
