package dev.hardening.core.breaker;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is loaded when it is first asked for, once, and kept for good (guide row H-10). Whoever asks meanwhile waits
 * for the same load, however long: call what may hang through a {@link Breaker}. Safe for use by many threads.
 *
 * @param <T> the type of the value, best immutable
 */
public final class Lazy<T> {

    private final Supplier<? extends T> loader;
    private final Ticker ticker;
    private final AtomicReference<@Nullable CompletableFuture<T>> load = new AtomicReference<>();
    private volatile @Nullable Thread loading;
    private volatile @Nullable Duration loadTime;

    Lazy(Supplier<? extends T> loader, Ticker ticker) {
        this.loader = Objects.requireNonNull(loader, "loader");
        this.ticker = ticker;
    }

    /** Returns a holder of what the loader gives, for which null is a failure; it is not asked yet. */
    public static <T> Lazy<T> of(Supplier<? extends T> loader) {
        return new Lazy<>(loader, Ticker.system());
    }

    /**
     * Returns the value, loaded by this thread if no other one has begun. What the loader throws is thrown to each thread that
     * waits for it, and whoever asks next loads again.
     *
     * @throws DependencyUnavailableException when this thread is interrupted while it waits; it still is, then
     * @throws IllegalStateException when the loader asks for its own value
     */
    public T get() {
        CompletableFuture<T> known = load.get();
        return known == null ? begin(new CompletableFuture<>()) : await(known);
    }

    private T begin(CompletableFuture<T> own) {
        CompletableFuture<T> earlier = load.compareAndExchange(null, own);
        if (earlier != null) {
            return await(earlier);
        }
        loading = Thread.currentThread();
        long start = ticker.nanos();
        try {
            T value = Objects.requireNonNull(loader.get(), "the loader gave null");
            loadTime = Duration.ofNanos(ticker.nanos() - start);
            loading = null;
            own.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            loading = null;
            load.set(null);
            own.completeExceptionally(e);
            throw e;
        }
    }

    private T await(CompletableFuture<T> known) {
        if (loading == Thread.currentThread()) {
            throw new IllegalStateException("the loader asks for its own value");
        }
        try {
            return known.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw (Error) Objects.requireNonNull(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException("lazy value", Reason.INTERRUPTED, e, null);
        }
    }

    /** Returns how long the load took that gave the value; nothing before. */
    public Optional<Duration> loadTime() {
        return Optional.ofNullable(loadTime);
    }
}
