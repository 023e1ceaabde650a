package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.SettingReader;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class UpgradeTest {

    private final BlockingQueue<String> completions = new LinkedBlockingQueue<>();

    private final class Watching extends RoomFilter<Object> {
        Watching() {
            super(new Object(), Services.builder().events(event -> {}).build());
        }

        @Override
        protected Object read(SettingReader reader, Services shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void apply(Object room, Exchange exchange, Next next) throws IOException, ServletException {
            exchange.whenComplete((over, nanos, failure) -> completions.add(outcome(failure)));
            next.proceed();
        }
    }

    private static String outcome(@Nullable Throwable failure) {
        return failure == null ? "complete" : failure.toString();
    }

    /** Another protocol, in which nothing is said. */
    public static final class Silence implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {
            // The client ends it.
        }

        @Override
        public void destroy() {
            // Nothing is held.
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_request_is_complete_when_its_connection_goes_on_under_another_protocol(Container container)
            throws Exception {
        TestApp app = TestApp.create()
                .filter(new Watching(), setup -> setup.everyDispatch())
                .servlet("/other", (request, response) -> {
                    response.setStatus(101);
                    response.setHeader("Connection", "Upgrade");
                    response.setHeader("Upgrade", "other");
                    request.upgrade(Silence.class);
                });
        try (TestContainer running = app.start(container);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String first = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertTrue(first.startsWith("HTTP/1.1 101"), first);
            assertEquals("complete", completions.poll(10, TimeUnit.SECONDS));
        }
    }
}
