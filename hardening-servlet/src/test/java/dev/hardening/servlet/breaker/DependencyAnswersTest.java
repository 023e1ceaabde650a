package dev.hardening.servlet.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.hardening.core.accesslog.AccessLogSettings;
import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.DependencyUnavailableException;
import dev.hardening.core.errors.ErrorPages;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.servlet.accesslog.AccessLogFilter;
import dev.hardening.servlet.errors.ErrorsFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client sees when a handler lets pass what a breaker throws. */
@Timeout(60)
class DependencyAnswersTest {

    private static final String INNER = "jdbc:inner-5eb63bbbe01eeed0";

    private final Breakers breakers = Breakers.standard();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final LogCapture log = LogCapture.of("dev.hardening");

    private final Breaker open = breakers.add(
            "open-one",
            BreakerSettings.builder()
                    .volumeThreshold(1)
                    .resetTimeout(Duration.ofSeconds(40))
                    .build());
    private final Breaker full =
            breakers.add("full-one", BreakerSettings.builder().maxConcurrent(1).build());
    private final Breaker slow = breakers.add(
            "slow-one", BreakerSettings.builder().timeout(Duration.ofMillis(50)).build());

    DependencyAnswersTest() {
        assertThrows(
                IOException.class,
                () -> open.call(() -> {
                    throw new IOException(INNER);
                }));
        CompletableFuture<String> held = full.callAsync(CompletableFuture<String>::new);
        assertFalse(held.isDone());
    }

    @AfterEach
    void close() {
        release.countDown();
        breakers.close();
        log.close();
    }

    private String hang() throws InterruptedException {
        release.await();
        return "late";
    }

    private String callOpen() {
        return open.call(() -> "never");
    }

    private String callSlow() {
        try {
            return slow.call(this::hang);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Breaker named(HttpServletRequest request) {
        return breakers.find(request.getParameter("breaker")).orElseThrow();
    }

    private TestContainer start(Container container, ErrorSettings settings) throws Exception {
        Services services = Services.builder().events(events::add).build();
        return TestApp.create()
                .filter(
                        new AccessLogFilter(AccessLogSettings.builder().build(), services),
                        TestApp.FilterSetup::everyDispatch)
                .filter(new ErrorsFilter(settings, services), TestApp.FilterSetup::everyDispatch)
                .servlet("/open", (request, response) -> callOpen())
                .servlet("/full", (request, response) -> full.call(() -> "never"))
                .servlet("/slow", (request, response) -> callSlow())
                .servlet("/written", (request, response) -> {
                    response.setHeader("X-Half", "done");
                    response.getWriter().print("half an answer");
                    callOpen();
                })
                .servlet("/servlet-exception", (request, response) -> {
                    try {
                        callOpen();
                    } catch (DependencyUnavailableException e) {
                        throw new ServletException("of " + INNER, e);
                    }
                })
                .servlet("/completion-exception", (request, response) -> {
                    CompletableFuture<String> future = open.callAsync(CompletableFuture<String>::new);
                    assertNull(future.thenApply(String::trim).join());
                })
                .servlet(
                        "/async-start",
                        (request, response) -> request.startAsync().start(this::callOpen))
                .servlet("/async-dispatch", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        callOpen();
                    }
                    request.startAsync().dispatch();
                })
                .servlet("/then-async", (request, response) -> {
                    request.startAsync();
                    callOpen();
                })
                .servlet(
                        "/stage",
                        (request, response) -> StageAnswers.send(
                                request,
                                named(request).callAsync(CompletableFuture<String>::new),
                                (text, answer) -> answer.getWriter().print(text)))
                .servlet(
                        "/stage-done",
                        (request, response) -> StageAnswers.send(
                                request,
                                slow.callAsync(() -> CompletableFuture.completedFuture("given")),
                                (text, answer) -> answer.getWriter().print(text)))
                .servlet(
                        "/stage-fails",
                        (request, response) -> StageAnswers.send(
                                request,
                                slow.callAsync(() -> CompletableFuture.failedFuture(new IOException(INNER))),
                                (text, answer) -> answer.getWriter().print(text)))
                .servlet(
                        "/stage-writer-fails",
                        (request, response) -> StageAnswers.send(
                                request, CompletableFuture.completedFuture("given"), (text, answer) -> callOpen()))
                .servlet("/committed", (request, response) -> {
                    response.getWriter().print("first half");
                    response.flushBuffer();
                    callOpen();
                })
                .errorPage(503, "/page")
                .servlet("/page", (request, response) -> response.getWriter().print("own page"))
                .start(container);
    }

    private static ErrorSettings standard() {
        return ErrorSettings.builder().build();
    }

    static Stream<Arguments> unavailable() {
        return Stream.of(Container.values())
                .flatMap(container -> Stream.of(
                                "/open open-one DEPENDENCY_UNAVAILABLE",
                                "/full full-one OVERLOADED",
                                "/slow slow-one DEPENDENCY_UNAVAILABLE",
                                "/written open-one DEPENDENCY_UNAVAILABLE",
                                "/servlet-exception open-one DEPENDENCY_UNAVAILABLE",
                                "/completion-exception open-one DEPENDENCY_UNAVAILABLE",
                                "/async-start open-one DEPENDENCY_UNAVAILABLE",
                                "/async-dispatch open-one DEPENDENCY_UNAVAILABLE",
                                "/then-async open-one DEPENDENCY_UNAVAILABLE",
                                "/stage?breaker=open-one open-one DEPENDENCY_UNAVAILABLE",
                                "/stage?breaker=full-one full-one OVERLOADED",
                                "/stage?breaker=slow-one slow-one DEPENDENCY_UNAVAILABLE",
                                "/stage-writer-fails open-one DEPENDENCY_UNAVAILABLE")
                        .map(row -> row.split(" ", -1))
                        .map(row -> Arguments.of(container, row[0], row[1], row[2])));
    }

    @ParameterizedTest
    @MethodSource("unavailable")
    void V_41_what_a_breaker_throws_is_503_with_Retry_After_and_one_event_and_no_error(
            Container container, String path, String breaker, String code) throws Exception {
        try (TestContainer server = start(container, standard())) {
            Response response = RawHttp.get(server.port(), path);

            assertEquals(503, response.status(), response::toString);
            assertEquals("application/problem+json", response.header("Content-Type"));
            assertEquals("no-store", response.header("Cache-Control"));
            int wait = Integer.parseInt(Objects.toString(response.header("Retry-After")));
            assertTrue(breaker.equals("open-one") ? wait > 30 && wait <= 40 : wait == 1, response::toString);
            assertTrue(response.text().contains("\"code\":\"" + code + "\""), response::toString);
            assertNull(response.header("X-Half"));
            assertFalse(
                    response.toString().contains("half")
                            || response.toString().contains("-one")
                            || response.toString().contains(INNER),
                    response::toString);

            ILoggingEvent line = log.await(1, e -> e.getLoggerName().equals("dev.hardening.access"))
                    .get(0);
            assertEquals(503, LogCapture.value(line, "status"));
            assertEquals(response.header("X-Error-ID"), LogCapture.value(line, "error_id"));
            assertEquals(List.of(), errors());
            assertEquals(1, events.size(), events::toString);
            assertEquals(SecurityEventType.DEPENDENCY_FAILED, events.get(0).type());
            assertEquals(code, Objects.toString(events.get(0).code()));
            assertEquals(breaker, events.get(0).subject());
            assertEquals(path.replaceFirst("\\?.*", ""), events.get(0).path());
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_the_dependency_itself_throws_is_still_a_failure(Container container) throws Exception {
        try (TestContainer server = start(container, standard())) {
            Response response = RawHttp.get(server.port(), "/stage-fails");
            assertEquals(500, response.status(), response::toString);
            assertNull(response.header("Retry-After"));
            assertFalse(response.toString().contains(INNER));
            log.await(1, e -> e.getLevel() == Level.ERROR);
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stage_that_ends_well_is_written(Container container) throws Exception {
        try (TestContainer server = start(container, standard())) {
            Response response = RawHttp.get(server.port(), "/stage-done");
            assertEquals(200, response.status());
            assertEquals("given", response.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_had_begun_is_cut_off(Container container) throws Exception {
        try (TestContainer server = start(container, standard());
                RawHttp connection = RawHttp.connect(server.port())) {
            connection.send(RawHttp.message("GET", "/committed", "", true));
            assertThrows(UncheckedIOException.class, connection::read);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_status_that_the_settings_name_wins(Container container) throws Exception {
        ErrorSettings settings = ErrorSettings.builder()
                .status(DependencyUnavailableException.class, 502)
                .build();
        try (TestContainer server = start(container, settings)) {
            assertEquals(502, RawHttp.get(server.port(), "/open").status());
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void pages_of_the_container_get_the_status_the_wait_and_the_id(Container container) throws Exception {
        ErrorSettings settings =
                ErrorSettings.builder().pages(ErrorPages.CONTAINER).build();
        try (TestContainer server = start(container, settings)) {
            Response response = RawHttp.get(server.port(), "/open");
            assertEquals(503, response.status());
            assertEquals("own page", response.text());
            assertTrue(Integer.parseInt(Objects.toString(response.header("Retry-After"))) > 30, response::toString);
            assertTrue(Objects.toString(response.header("X-Error-ID")).matches("[0-9a-f]{16}"), response::toString);
        }
    }

    private List<ILoggingEvent> errors() {
        return log.events().stream().filter(e -> e.getLevel() == Level.ERROR).toList();
    }
}
