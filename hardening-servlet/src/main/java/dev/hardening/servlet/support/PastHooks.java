package dev.hardening.servlet.support;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the container read the parts of a form by itself, past the hooks of its body, where one of them wants it so. The
 * first time, which may have to wait for the client, takes their places. Belongs to one request; one thread at a time.
 */
final class PastHooks {

    /** Has the container read. */
    @FunctionalInterface
    interface Call<T> {
        T make() throws IOException, ServletException;
    }

    private final List<BodyHook> hooks;
    private boolean done;

    PastHooks(List<BodyHook> hooks) {
        this.hooks = hooks;
    }

    <T> T call(Call<T> call) throws IOException, ServletException {
        if (done) {
            return call.make();
        }
        List<BodyHook> begun = new ArrayList<>(1);
        try {
            for (BodyHook hook : hooks) {
                if (hook.beginWaiting()) {
                    begun.add(hook);
                }
            }
            done = true;
            return call.make();
        } finally {
            begun.forEach(BodyHook::endWaiting);
        }
    }

    /** Has the container read the parameters, which it knows afterwards. */
    void parameters(HttpServletRequest request) {
        try {
            call(request::getParameterMap);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }
}
