package dev.hardening.servlet.accesslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.hardening.core.accesslog.AccessLogSettings;
import dev.hardening.core.accesslog.LogEvent;
import dev.hardening.core.accesslog.LogFormat;
import dev.hardening.core.accesslog.LogLevel;
import dev.hardening.core.accesslog.LogLine;
import dev.hardening.core.correlation.TraceContext;
import dev.hardening.core.event.TracePlace;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.NamedEndings;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessLogFilterTest {

    private static final TracePlace PLACE =
            Objects.requireNonNull(TraceContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    private final LogCapture log = LogCapture.of("dev.hardening.access");
    private final FakeTicker ticker = new FakeTicker();

    @AfterEach
    void hush() {
        log.close();
    }

    private TestApp app() {
        Services services = Services.builder()
                .ticker(ticker)
                .clock(ticker)
                .routes(Routes.builder()
                        .add(Route.open("/convert").slowAfter(Duration.ofSeconds(5)))
                        .build())
                .build();
        return TestApp.create()
                .filter(
                        new AccessLogFilter(AccessLogSettings.builder().build(), services),
                        setup -> setup.everyDispatch());
    }

    /** Sends one request and returns its one line. */
    private ILoggingEvent lineOf(TestContainer server, String method, String target, String... headers)
            throws Exception {
        int before = log.events().size();
        RawHttp.request(server.port(), method, target, "", headers);
        List<ILoggingEvent> all = log.await(before + 1, event -> true);
        assertEquals(before + 1, all.size(), all::toString);
        return all.get(before);
    }

    @ParameterizedTest
    @EnumSource
    void writes_one_line_whichever_way_a_request_ends(Container container) throws Exception {
        try (TestContainer server = NamedEndings.install(app(), "/ok")
                .servlet("/ok", (request, response) -> {
                    RequestContext.of(request)
                            .proved(Identity.provedBy(Proof.API_KEY, "API_KEY_CI")
                                    .tenant("demo")
                                    .build());
                    RequestContext.of(request).correlated("r-1", PLACE);
                    response.getWriter().print("ok");
                    response.flushBuffer();
                })
                .servlet("/length", (request, response) -> {
                    response.setContentLength(3);
                    response.getOutputStream().write(new byte[3]);
                    response.flushBuffer();
                })
                .start(container)) {
            ILoggingEvent ok = lineOf(server, "GET", "/ok?token=abc&password=hunter2");
            assertEquals(Level.INFO, ok.getLevel());
            assertEquals("GET", LogCapture.value(ok, "method"));
            assertEquals("/ok", LogCapture.value(ok, "path"));
            assertEquals(200, LogCapture.value(ok, "status"));
            assertEquals("127.0.0.1", LogCapture.value(ok, "client_ip"));
            assertEquals("API_KEY_CI", LogCapture.value(ok, "client"));
            assertEquals("demo", LogCapture.value(ok, "tenant_id"));
            assertEquals("r-1", LogCapture.value(ok, "request_id"));
            assertEquals(PLACE.traceId(), LogCapture.value(ok, "trace_id"));
            assertEquals(0.0, LogCapture.value(ok, "duration_ms"));
            assertNull(LogCapture.value(ok, "cut_off"));
            assertFalse(line(ok).contains("hunter2") || line(ok).contains("token"), "no query");

            assertEquals(3L, LogCapture.value(lineOf(server, "GET", "/length"), "bytes"));
            assertEquals(410, LogCapture.value(lineOf(server, "GET", "/gone"), "status"));
            assertEquals(404, LogCapture.value(lineOf(server, "BREW", "/nowhere"), "status"));
            assertEquals(500, LogCapture.value(lineOf(server, "GET", "/throws"), "status"));
            ILoggingEvent forwarded = lineOf(server, "GET", "/forward");
            assertEquals(200, LogCapture.value(forwarded, "status"));
            assertEquals("/forward", LogCapture.value(forwarded, "path"));
            assertEquals(200, LogCapture.value(lineOf(server, "GET", "/include"), "status"));
            assertEquals(202, LogCapture.value(lineOf(server, "GET", "/async"), "status"));
            assertEquals(203, LogCapture.value(lineOf(server, "GET", "/async-dispatch"), "status"));
            assertEquals(500, LogCapture.value(lineOf(server, "GET", "/async-timeout"), "status"));

            int before = log.events().size();
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(RawHttp.message("GET", "/cut", "", true));
                ILoggingEvent cut = log.await(before + 1, event -> true).get(before);
                assertEquals(200, LogCapture.value(cut, "status"));
                assertEquals(true, LogCapture.value(cut, "cut_off"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void warns_of_slow_requests_by_the_route_s_threshold(Container container) throws Exception {
        try (TestContainer server = app().servlet(
                        "/*",
                        (request, response) -> ticker.advance(
                                Duration.ofMillis(Long.parseLong(Objects.requireNonNull(request.getParameter("ms"))))))
                .start(container)) {
            RawHttp.get(server.port(), "/a?ms=199");
            RawHttp.get(server.port(), "/a?ms=200");
            RawHttp.get(server.port(), "/convert?ms=4999");
            RawHttp.get(server.port(), "/convert?ms=5000");

            log.await(4, event -> event.getLevel() == Level.INFO);
            List<ILoggingEvent> slow = log.await(2, event -> event.getLevel() == Level.WARN);
            assertEquals(2, slow.size());
            assertEquals("/a", LogCapture.value(slow.get(0), "path"));
            assertEquals(200.0, LogCapture.value(slow.get(0), "duration_ms"));
            assertEquals("/convert", LogCapture.value(slow.get(1), "route"));
            assertTrue(slow.get(0).getFormattedMessage().contains("slow"));
        }
    }

    /** As an encoder would write it. */
    private static String line(ILoggingEvent event) {
        LogEvent.Builder builder = LogEvent.at(
                        event.getInstant(), LogLevel.valueOf(event.getLevel().toString()))
                .message(event.getFormattedMessage());
        event.getKeyValuePairs().forEach(pair -> builder.field(pair.key, pair.value));
        return LogLine.of(LogFormat.JSON, text -> text).format(builder.build());
    }

    @ParameterizedTest
    @EnumSource
    void keeps_whatever_a_client_sends_in_one_valid_line(Container container) throws Exception {
        JsonReader reader = JsonReader.of(JsonLimits.builder().build());
        try (TestContainer server = app().start(container)) {
            String longPath = "x".repeat(5000);
            for (String target : List.of(
                    "/ERROR",
                    "/a%E2%80%A8b%E2%80%A9c",
                    "/%22,%22level%22:%22ERROR",
                    "/a%1b%5b31m",
                    "/%C2%85",
                    "/" + longPath)) {
                int before = log.events().size();
                if (RawHttp.get(server.port(), target).status() == 400) {
                    continue; // The container refused it before any filter.
                }
                String line = line(log.await(before + 1, event -> true).get(before));

                assertTrue(
                        line.chars().allMatch(c -> c >= ' ' && c != 0x7F && c != 0x85 && c != 0x2028 && c != 0x2029));
                assertFalse(line.contains("ERROR"), line);
                JsonObject parsed = reader.readObject(line.getBytes(StandardCharsets.UTF_8));
                assertEquals("INFO", parsed.string("level"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void works_alone_from_init_params(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new AccessLogFilter(),
                        setup -> setup.initParam("ACCESS_LOG", "false")
                                .initParam("SLOW_REQUEST_THRESHOLD", "0.000000001"))
                .servlet("/ok", (request, response) -> response.getWriter().print("ok"))
                .start(container)) {
            ILoggingEvent slow = lineOf(server, "GET", "/ok");

            assertEquals(Level.WARN, slow.getLevel());
            assertEquals(true, LogCapture.value(slow, "slow"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses_to_start_with_bad_settings(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new AccessLogFilter(),
                        setup -> setup.initParam("ACCESS_LOG", "maybe").initParam("SLOW_REQUEST_THRESHOLD", "0,2"));

        Throwable refused = assertThrows(Exception.class, () -> app.start(container));
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("HRD-1004 REFUSE ACCESS_LOG"), message);
        assertTrue(message.contains("HRD-1002 REFUSE SLOW_REQUEST_THRESHOLD"), message);
    }
}
