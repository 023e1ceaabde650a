package dev.hardening.containers;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The one servlet of the application, at {@code /}: a path that has no handler is 404, as with a default servlet. */
public final class TableServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public TableServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        // An include leaves the request's own path as it was.
        String path = request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH) instanceof String included
                ? included
                : request.getServletPath();
        Handler handler = Handlers.ALL.get(path);
        if (path.equals("/end/get-only")) {
            super.service(request, response); // which has no method of its own
        } else if (handler == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            handler.handle(request, response);
        }
    }
}
