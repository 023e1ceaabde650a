package dev.hardening.servlet.support;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers failures in place of the container. */
public interface ErrorHook {

    /**
     * Answers with the status where the application asks for an error page.
     *
     * @param message what the application said beside it, which must not reach the client
     * @return false when the container is to answer after all
     */
    boolean answer(int status, @Nullable String message) throws IOException;

    /**
     * Answers what an asynchronous dispatch has thrown: it comes past no filter's work, only past the filters.
     *
     * @throws IOException when the answer had begun, so that the container cuts it off
     */
    void caught(Throwable failure) throws IOException;

    /**
     * Hears that a dispatch has returned, and listens from now on when it has gone asynchronous. The containers tell listeners
     * in the order in which they came, so the application's own ones, which know better, come first.
     */
    void dispatched();

    /**
     * Answers and completes an asynchronous request whose thread, started by {@code AsyncContext.start}, has thrown.
     * The containers differ in what becomes of such a request; one leaves it open until it times out.
     */
    void thrown(Throwable failure);
}
