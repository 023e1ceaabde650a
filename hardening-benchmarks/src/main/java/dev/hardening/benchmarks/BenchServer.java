package dev.hardening.benchmarks;

import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A Jetty on loopback with one servlet that answers a kilobyte, and one filter before it, or none. Prints its port, how long
 * it took to start and to answer first, and how many classes it loaded; ends when its input does.
 */
final class BenchServer {

    static final String PATH = "/api/items";

    private static final int PATIENCE_MILLIS = 30_000;

    /** What all are asked with. */
    static final Map<String, String> ASKED_WITH = Map.of(
            "X-Forwarded-For",
            "203.0.113.9",
            "X-Forwarded-Proto",
            "https",
            "X-API-Key",
            OursChain.KEY,
            "User-Agent",
            "bench");

    /** What stands before the servlet. */
    enum Before {
        /** Nothing. */
        BARE,

        /** The fields of an answer that {@link #OURS} sets, and nothing else: a floor. */
        FIELDS,

        /** Every room that has a default, with an API key. */
        OURS,

        /** {@link SpringChain}. */
        SPRING
    }

    private BenchServer() {}

    /** Starts one; the argument says what stands before the servlet. */
    public static void main(String[] arguments) throws Exception {
        long begun = System.nanoTime();
        Server server = new Server(new QueuedThreadPool(200, 8));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        Filter filter = filter(Before.valueOf(arguments[0]));
        if (filter != null) {
            FilterHolder holder = new FilterHolder(filter);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        }
        context.addServlet(new ServletHolder(new Items()), "/");
        server.setHandler(context);
        server.start();
        long started = System.nanoTime();
        ask(connector.getLocalPort());
        long answered = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "%d %.0f %.0f %d%n",
                connector.getLocalPort(),
                (started - begun) / 1e6,
                (answered - begun) / 1e6,
                ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
        while (System.in.read() >= 0) {
            // Runs until nobody holds it.
        }
        server.stop();
        System.exit(0);
    }

    private static @Nullable Filter filter(Before before) throws IOException, ServletException {
        return switch (before) {
            case BARE -> null;
            case FIELDS -> SameFields.asSetBy(ours(), StubRequest.withFields("127.0.0.1", ASKED_WITH));
            case OURS -> ours();
            // One client sends them all.
            case SPRING -> new SpringChain(1_000_000, Duration.ofMillis(100));
        };
    }

    private static Filter ours() {
        return OursChain.filter("127.0.0.0/8", RateLimit.LARGEST_MAX, Duration.ofMillis(100), Services.standard());
    }

    private static void ask(int port) throws IOException {
        StringBuilder request =
                new StringBuilder("GET " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        ASKED_WITH.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("the server answered: " + answer);
            }
        }
    }

    /** A kilobyte of JSON. */
    private static final class Items extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private static final byte[] BODY =
                ("{\"items\":\"" + "x".repeat(1000) + "\"}").getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }
    }
}
