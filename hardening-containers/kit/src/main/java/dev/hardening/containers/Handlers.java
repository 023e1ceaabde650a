package dev.hardening.containers;

import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Identity;
import dev.hardening.servlet.cookie.SessionCookies;
import dev.hardening.servlet.support.RequestContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What the application does, by path. */
final class Handlers {

    static final Map<String, Handler> ALL = all();

    private Handlers() {}

    private static Map<String, Handler> all() {
        Map<String, Handler> all = new HashMap<>();
        all.put("/hello", Handlers::hello);
        all.put("/few", Handlers::hello);
        all.put("/guarded", Handlers::who);
        all.put("/admin", Handlers::who);
        all.put("/token", Handlers::who);
        all.put("/session", Handlers::who);
        all.put("/whoami", Handlers::whereFrom);
        all.put("/login", (request, response) -> {
            SessionCookies.of(request).start(request, Account.named("alice").build());
            response.getWriter().print("in");
        });
        all.put("/cookies", Handlers::cookies);
        all.put("/container-session", (request, response) -> {
            request.getSession();
            response.getWriter().print("begun");
        });
        all.put("/input", (request, response) -> {
            int length = request.getInputStream().readAllBytes().length;
            response.getWriter().print("read " + length);
        });
        all.put("/stuck/waiting", (request, response) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        });
        all.put("/stuck/async", (request, response) -> request.startAsync().setTimeout(30_000));
        Endings.ALL.forEach((name, handler) -> all.put("/end/" + name, handler));
        Endings.TARGETS.forEach(all::put);
        WaysToRead.ALL.forEach((name, handler) -> all.put("/read/" + name, handler));
        return Map.copyOf(all);
    }

    private static void hello(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("hello");
    }

    private static void who(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Identity caller = RequestContext.of(request).identity();
        response.getWriter().print(caller == null ? "nobody" : caller.proof() + " " + caller.roles());
    }

    private static void whereFrom(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .print(request.getRemoteAddr() + " " + request.getScheme() + "://" + request.getServerName() + ":"
                        + request.getServerPort() + " " + (request.isSecure() ? "secure" : "plain"));
    }

    private static void cookies(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.addCookie(new Cookie("bare", "1"));
        Cookie lax = new Cookie("lax", "2");
        lax.setAttribute("SameSite", "Lax");
        lax.setMaxAge(60);
        lax.setPath("/");
        response.addCookie(lax);
        Cookie apart = new Cookie("apart", "3");
        apart.setSecure(true);
        apart.setAttribute("SameSite", "None");
        apart.setAttribute("Partitioned", "");
        response.addCookie(apart);
        response.addHeader("Set-Cookie", "own=4; Path=/own");
        response.getWriter().print("set");
    }
}
