package dev.hardening.core.secret;

import dev.hardening.core.secret.SecretFileException.Reason;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that follows a secret file, or several that belong together, while the application runs. Readers call {@link #get()} and see either the old or
 * the new value, whole; a request that has taken a value keeps it. Replaced secrets are not wiped, because such a
 * request may still use them.
 *
 * <p>{@link #poll()} compares the content's digest, not the time stamp: a file may change within one tick of the clock.
 * A change counts when two polls in a row read the same, and the content passes the parser; half-written files do
 * neither. Several files count as one content, so the new half of a pair beside the old one is rejected and the whole new
 * pair is taken. Until then, and whatever happens to the files, the last good value stays.
 *
 * <p>What is rejected is not looked at again until it changes, but for {@link Reason#NOT_YET_VALID}: that is tried again
 * at each poll, silently.
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

    private static final int DIGEST_BYTES = 32;

    private final String name;
    private final List<Path> paths;
    private final SecretFilesParser<T> parser;
    private final ReloadListener listener;
    private final Consumer<? super T> onChange;

    private volatile T value;
    private Sighting inUse;
    private @Nullable Sighting last;
    private @Nullable Sighting rejected;
    private boolean tooEarly;

    private ReloadingFile(
            String name,
            List<Path> paths,
            SecretFilesParser<T> parser,
            ReloadListener listener,
            Consumer<? super T> onChange) {
        this.name = Objects.requireNonNull(name, "name");
        this.paths = List.copyOf(paths);
        this.parser = Objects.requireNonNull(parser, "parser");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.onChange = Objects.requireNonNull(onChange, "onChange");
        List<byte[]> contents = read();
        try {
            this.value = parse(contents);
            this.inUse = Sighting.ofContents(contents);
        } finally {
            wipe(contents);
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
        return open(name, path, parser, listener, changed -> {});
    }

    /**
     * As {@link #open(String, Path, SecretParser, ReloadListener)}, and hands each new value to {@code onChange} after
     * it came into use and before the listener hears of it: the place to rotate a key ring or to renew a pool.
     *
     * @throws SecretFileException if the file cannot be used now
     */
    public static <T> ReloadingFile<T> open(
            String name, Path path, SecretParser<T> parser, ReloadListener listener, Consumer<? super T> onChange) {
        Objects.requireNonNull(parser, "parser");
        SecretFilesParser<T> one = contents -> parser.parse(path, contents.get(0));
        return new ReloadingFile<>(name, List.of(path), one, listener, onChange);
    }

    /**
     * As {@link #open(String, Path, SecretParser, ReloadListener, Consumer)}, for files that make one value together, such
     * as a private key and its certificates.
     *
     * @param paths the files, one or more, in the order in which the parser gets their contents
     * @throws SecretFileException if one of the files cannot be used now
     */
    public static <T> ReloadingFile<T> openAll(
            String name,
            List<Path> paths,
            SecretFilesParser<T> parser,
            ReloadListener listener,
            Consumer<? super T> onChange) {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("no file to follow");
        }
        return new ReloadingFile<>(name, paths, parser, listener, onChange);
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
        List<byte[]> contents;
        try {
            contents = read();
        } catch (SecretFileException e) {
            return settle(Sighting.ofProblem(e.reason()), () -> {
                throw e;
            });
        }
        try {
            return settle(Sighting.ofContents(contents), () -> parse(contents));
        } finally {
            wipe(contents);
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
        boolean known = now.sameAs(rejected);
        if (known && !tooEarly) {
            return Outcome.UNCHANGED;
        }
        if (!known && !twice) {
            return Outcome.SEEN_ONCE;
        }
        T next;
        try {
            next = parse.get();
        } catch (SecretFileException e) {
            boolean early = e.reason() == Reason.NOT_YET_VALID;
            if (known && early) {
                return Outcome.UNCHANGED;
            }
            rejected = now;
            tooEarly = early;
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

    private List<byte[]> read() {
        List<byte[]> contents = new ArrayList<>();
        try {
            for (Path path : paths) {
                contents.add(SecretFile.readBytes(path));
            }
        } catch (SecretFileException e) {
            wipe(contents);
            throw e;
        }
        return contents;
    }

    private static void wipe(List<byte[]> contents) {
        contents.forEach(content -> Arrays.fill(content, (byte) 0));
    }

    private T parse(List<byte[]> contents) {
        try {
            return parser.parse(contents);
        } catch (SecretFileException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SecretFileException(Reason.UNUSABLE, paths.get(0));
        }
    }

    /** Returns name and paths, not the value. */
    @Override
    public String toString() {
        return "ReloadingFile[" + name + ", " + paths + "]";
    }

    /** What one look showed: the contents, by their digests, or a problem. */
    private static final class Sighting {

        private final byte[] digest;
        private final @Nullable Reason problem;

        private Sighting(byte[] digest, @Nullable Reason problem) {
            this.digest = digest;
            this.problem = problem;
        }

        static Sighting ofContents(List<byte[]> contents) {
            byte[] digests = new byte[contents.size() * DIGEST_BYTES];
            for (int i = 0; i < contents.size(); i++) {
                System.arraycopy(Digests.sha256(contents.get(i)), 0, digests, i * DIGEST_BYTES, DIGEST_BYTES);
            }
            return new Sighting(digests, null);
        }

        static Sighting ofProblem(Reason problem) {
            return new Sighting(new byte[0], problem);
        }

        boolean sameAs(@Nullable Sighting other) {
            return other != null && problem == other.problem && MessageDigest.isEqual(digest, other.digest);
        }
    }
}
