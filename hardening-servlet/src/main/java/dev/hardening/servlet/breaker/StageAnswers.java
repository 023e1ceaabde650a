package dev.hardening.servlet.breaker;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with what an asynchronous call gives, such as {@link dev.hardening.core.breaker.Breaker#callAsync}, without a
 * thread that waits for it. What the call fails with is answered as if the handler had thrown it.
 */
public final class StageAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(StageAnswers.class);

    private StageAnswers() {}

    /**
     * Writes an answer.
     *
     * @param <T> the type of the value
     */
    @FunctionalInterface
    public interface Writer<T extends @Nullable Object> {

        /** Writes the answer for a value, null included when the call gave null. */
        void write(T value, HttpServletResponse response) throws IOException;
    }

    /**
     * Makes the request asynchronous and returns. When the stage ends, a thread of the container writes the answer and
     * completes the request; of a request that was answered by then, because its time was up, nothing is done. A container
     * that has no thread for it answers when the request's own time is up, and a warning is logged.
     *
     * @throws IllegalStateException when the request cannot be asynchronous
     */
    public static <T extends @Nullable Object> void send(
            HttpServletRequest request, CompletionStage<T> stage, Writer<? super T> writer) {
        AsyncContext context = request.startAsync();
        stage.whenComplete((value, failure) -> {
            try {
                context.start(() -> {
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    answer(context, value, writer);
                });
            } catch (IllegalStateException e) {
                LOG.debug("The request was over before the call to a dependency", e);
            } catch (RejectedExecutionException e) {
                LOG.warn("The server had no thread for an answer, which ends with the time of its request", e);
            }
        });
    }

    private static <T extends @Nullable Object> void answer(AsyncContext context, T value, Writer<? super T> writer) {
        try {
            writer.write(value, (HttpServletResponse) context.getResponse());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        context.complete();
    }
}
