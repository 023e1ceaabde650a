package dev.hardening.examples.web;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.settings.Setting;
import dev.hardening.servlet.support.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Paths by which a test sees what the filters do: sleep, throw, tell what is known of the request, read a body. They are
 * served only when {@link #ENABLED} is set.
 */
public final class TestHooks {

    /** Whether the paths are served. Default false. */
    public static final Setting<Boolean> ENABLED =
            Setting.bool("EXAMPLE_TEST_HOOKS").orElse(false);

    private static final int LONGEST_SLEEP_MS = 120_000;

    private TestHooks() {}

    /** Maps the paths. */
    public static void map(BiConsumer<String, Endpoint> mapping) {
        mapping.accept("/__test/sleep", Endpoint.get(TestHooks::sleep));
        mapping.accept("/__test/boom", Endpoint.get(TestHooks::boom));
        mapping.accept("/__test/whoami", Endpoint.get(TestHooks::whoami));
        mapping.accept("/__test/sink", Endpoint.post(TestHooks::sink));
    }

    private static void sleep(HttpServletRequest request, HttpServletResponse response)
            throws IOException, RefusedException {
        sleep(millis(request.getParameter("ms")), response);
    }

    /** Takes three seconds, unless it is told to end. */
    public static void tooSlow(HttpServletRequest request, HttpServletResponse response) throws IOException {
        sleep(3_000, response);
    }

    private static void sleep(long millis, HttpServletResponse response) throws IOException {
        pause(millis);
        Answers.object(response, Map.of("slept_ms", millis));
    }

    /** Waits, unless it is told to end. */
    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads a number of milliseconds that a hook is given. */
    public static long millis(@Nullable String text) throws RefusedException {
        if (text != null && text.matches("[0-9]{1,6}") && Integer.parseInt(text) <= LONGEST_SLEEP_MS) {
            return Integer.parseInt(text);
        }
        throw RefusedException.of(400, "BAD_REQUEST", "ms is a number of milliseconds, at most 120000.");
    }

    private static void boom(HttpServletRequest request, HttpServletResponse response) {
        String told = "/srv/app/secret.txt: SELECT * FROM users " + request.getParameter("leak");
        throw new IllegalStateException(told, new IllegalArgumentException(told));
    }

    /** Tells what is known of the caller and the request. */
    private static void whoami(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestContext context = RequestContext.of(request);
        Identity caller = context.identity();
        Map<String, @Nullable Object> known = new LinkedHashMap<>();
        known.put("client_ip", context.client());
        known.put("scheme", context.scheme());
        known.put("host", context.host());
        known.put("tenant", context.tenantIdIfKnown());
        known.put("user", caller == null ? null : caller.subject());
        known.put("request_id", context.requestIdIfKnown());
        Answers.object(response, known);
    }

    /** Reads the whole body and tells its length. */
    public static void sink(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] buffer = new byte[8192];
        long bytes = 0;
        InputStream in = request.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes += read;
        }
        Answers.object(response, Map.of("bytes", bytes));
    }
}
