package dev.hardening.core.secret;

import dev.hardening.core.secret.SecretFileException.Reason;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that follows a secret file while the application runs. Readers call {@link #get()} and see either the old or
 * the new value, whole; a request that has taken a value keeps it. Replaced secrets are not wiped, because such a
 * request may still use them.
 *
 * <p>{@link #poll()} compares the content's digest, not the time stamp: a file may change within one tick of the clock.
 * A change counts when two polls in a row read the same, and the content passes the parser; half-written files do
 * neither. Until then, and whatever happens to the file, the last good value stays.
 *
 * <p>Some files never change under the application: Kubernetes {@code subPath} mounts and Docker secrets are replaced
 * with their container only.
 *
 * <p>Safe for use by many threads.
 *
 * @param <T> the value made from the file
 */
public final class ReloadingFile<T> implements Supplier<T> {

    /** What a poll found. */
    public enum Outcome {
        /** The file still has the content in use, or the content that was rejected before. */
        UNCHANGED,
        /** The file has changed or vanished; the next poll decides. */
        SEEN_ONCE,
        /** A new value is in use. */
        ACCEPTED,
        /** The file cannot be used; the value in use stays. */
        REJECTED
    }

    private final String name;
    private final Path path;
    private final SecretParser<T> parser;
    private final ReloadListener listener;
    private final Consumer<? super T> onChange;

    private volatile T value;
    private Sighting inUse;
    private @Nullable Sighting last;
    private @Nullable Sighting rejected;

    private ReloadingFile(
            String name, Path path, SecretParser<T> parser, ReloadListener listener, Consumer<? super T> onChange) {
        this.name = Objects.requireNonNull(name, "name");
        this.path = Objects.requireNonNull(path, "path");
        this.parser = Objects.requireNonNull(parser, "parser");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.onChange = Objects.requireNonNull(onChange, "onChange");
        byte[] content = SecretFile.readBytes(path);
        try {
            this.value = parse(content);
            this.inUse = Sighting.ofContent(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Reads the file for the first time and returns the value that follows it.
     *
     * @param name the setting's name, for the listener
     * @param listener hears of accepted and rejected changes
     * @throws SecretFileException if the file cannot be used now
     */
    public static <T> ReloadingFile<T> open(String name, Path path, SecretParser<T> parser, ReloadListener listener) {
        return new ReloadingFile<>(name, path, parser, listener, changed -> {});
    }

    /**
     * As {@link #open(String, Path, SecretParser, ReloadListener)}, and hands each new value to {@code onChange} after
     * it came into use and before the listener hears of it: the place to rotate a key ring or to renew a pool.
     *
     * @throws SecretFileException if the file cannot be used now
     */
    public static <T> ReloadingFile<T> open(
            String name, Path path, SecretParser<T> parser, ReloadListener listener, Consumer<? super T> onChange) {
        return new ReloadingFile<>(name, path, parser, listener, onChange);
    }

    /** Returns the value in use. */
    @Override
    public T get() {
        return value;
    }

    /** Returns the setting's name. */
    public String name() {
        return name;
    }

    /**
     * Looks at the file once. What {@code onChange} or the listener throws comes out of here, after the outcome has
     * taken effect.
     */
    public synchronized Outcome poll() {
        byte[] content;
        try {
            content = SecretFile.readBytes(path);
        } catch (SecretFileException e) {
            return settle(Sighting.ofProblem(e.reason()), () -> {
                throw e;
            });
        }
        try {
            return settle(Sighting.ofContent(content), () -> parse(content));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private Outcome settle(Sighting now, Supplier<T> parse) {
        boolean twice = now.sameAs(last);
        last = now;
        if (now.sameAs(inUse)) {
            boolean recovered = rejected != null;
            rejected = null;
            if (recovered) {
                listener.recovered(name);
            }
            return Outcome.UNCHANGED;
        }
        if (now.sameAs(rejected)) {
            return Outcome.UNCHANGED;
        }
        if (!twice) {
            return Outcome.SEEN_ONCE;
        }
        T next;
        try {
            next = parse.get();
        } catch (SecretFileException e) {
            rejected = now;
            listener.rejected(name, e);
            return Outcome.REJECTED;
        }
        value = next;
        inUse = now;
        rejected = null;
        onChange.accept(next);
        listener.accepted(name);
        return Outcome.ACCEPTED;
    }

    private T parse(byte[] content) {
        try {
            return parser.parse(path, content);
        } catch (SecretFileException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SecretFileException(Reason.UNUSABLE, path);
        }
    }

    /** Returns name and path, not the value. */
    @Override
    public String toString() {
        return "ReloadingFile[" + name + ", " + path + "]";
    }

    /** What one look at the file showed: a content, by its digest, or a problem. */
    private static final class Sighting {

        private final byte[] digest;
        private final @Nullable Reason problem;

        private Sighting(byte[] digest, @Nullable Reason problem) {
            this.digest = digest;
            this.problem = problem;
        }

        static Sighting ofContent(byte[] content) {
            return new Sighting(Digests.sha256(content), null);
        }

        static Sighting ofProblem(Reason problem) {
            return new Sighting(new byte[0], problem);
        }

        boolean sameAs(@Nullable Sighting other) {
            return other != null && problem == other.problem && MessageDigest.isEqual(digest, other.digest);
        }
    }
}
