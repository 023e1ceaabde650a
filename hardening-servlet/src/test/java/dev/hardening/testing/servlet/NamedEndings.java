package dev.hardening.testing.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;

/**
 * A few ways in which a request ends, at paths of their names, for tests that expect something of each: {@code /gone} (410,
 * an error page), {@code /throws} (500), {@code /cut} (200, cut off), {@code /forward} and {@code /include} (200),
 * {@code /async} (202), {@code /async-dispatch} (203) and {@code /async-timeout} (500). {@link ResponseEndings} has all ways,
 * for promises that are the same on each.
 */
public final class NamedEndings {

    private NamedEndings() {}

    /**
     * Adds them to an application.
     *
     * @param target the path to which requests are forwarded, and which is included
     */
    public static TestApp install(TestApp app, String target) {
        return app.servlet("/gone", (request, response) -> response.sendError(410))
                .servlet("/page", (request, response) -> response.getWriter().print("page"))
                .errorPage(410, "/page")
                .servlet("/throws", (request, response) -> {
                    throw new IllegalStateException("boom");
                })
                .servlet("/cut", (request, response) -> {
                    response.flushBuffer();
                    throw new IllegalStateException("boom");
                })
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher(target).forward(request, response))
                .servlet(
                        "/include",
                        (request, response) ->
                                request.getRequestDispatcher(target).include(request, response))
                .servlet("/async", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    context.start(() -> {
                        response.setStatus(202);
                        context.complete();
                    });
                })
                .servlet("/async-dispatch", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        response.setStatus(203);
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .servlet(
                        "/async-timeout",
                        (request, response) -> request.startAsync().setTimeout(50));
    }
}
