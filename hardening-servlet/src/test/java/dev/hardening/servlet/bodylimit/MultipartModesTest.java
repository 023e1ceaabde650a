package dev.hardening.servlet.bodylimit;

import static dev.hardening.servlet.bodylimit.MultipartApps.answer;
import static dev.hardening.servlet.bodylimit.MultipartApps.post;
import static dev.hardening.testing.servlet.Multipart.TYPE;
import static dev.hardening.testing.servlet.Multipart.body;
import static dev.hardening.testing.servlet.Multipart.field;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.bodylimit.MultipartReading;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.servlet.errors.ErrorsFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.Multipart;
import dev.hardening.testing.servlet.Multipart.Malformed;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MultipartModesTest {

    private static final String FORM = body(field("a", "x"));

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder().events(events::add).build();

    private TestApp app(BodyLimitSettings settings) {
        return TestApp.create()
                .filter(new ErrorsFilter(ErrorSettings.builder().build(), services), setup -> setup.everyDispatch())
                .filter(new BodyLimitFilter(settings, services), setup -> setup.everyDispatch());
    }

    private static BodyLimitSettings mode(Enforcement enforcement) {
        return BodyLimitSettings.builder().enforcement(enforcement).build();
    }

    private static BodyLimitSettings.Builder container() {
        return BodyLimitSettings.builder().multipart(MultipartReading.CONTAINER);
    }

    @ParameterizedTest
    @EnumSource
    void no_form_is_a_failure_of_the_server_where_the_container_reads_it(Container container) throws Exception {
        for (BodyLimitSettings settings : List.of(
                mode(Enforcement.SHADOW), mode(Enforcement.OFF), container().build())) {
            try (TestContainer server = MultipartApps.serve(app(settings), "/").start(container)) {
                List<String> ways = List.of("part", "parameter", "async-dispatch", "forward");
                int turn = 0;
                for (Malformed malformed : Multipart.malformed()) {
                    for (String way : List.of("parts", ways.get(turn++ % ways.size()))) {
                        String told = post(server, "/" + way, malformed.type(), malformed.body());
                        assertTrue(told.startsWith("200") || told.startsWith("4"), way + " " + malformed + ": " + told);
                    }
                }
                assertEquals("200 a=x", post(server, "/parameter", TYPE, FORM));
                for (String type : List.of("text/plain", "application/json", "")) {
                    for (String way : List.of("parts", "part")) {
                        String told = post(server, "/" + way, type, FORM);
                        assertTrue(told.startsWith("415"), settings.summary() + way + type + told);
                    }
                }
                assertTrue(post(server, "/parts", TYPE, body(field("a", "x".repeat(2 << 20))))
                        .startsWith("4"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_no_form_of_parts_is_the_client_s_fault(Container container) throws Exception {
        TestApp app = app(mode(Enforcement.ENFORCE)).servlet("/asking", (request, response) -> {
            try {
                answer(response, request.getParts().size() + "");
            } catch (ServletException e) {
                answer(response, "no form");
            }
        });
        try (TestContainer server = MultipartApps.serve(app, "/").start(container)) {
            for (String type : List.of(
                    "text/plain",
                    "multipart/mixed; boundary=b",
                    "multipart/form-datax; boundary=b",
                    "multipart/",
                    "")) {
                for (String way : List.of("parts", "part")) {
                    String told = post(server, "/" + way, type, FORM);
                    assertTrue(told.startsWith("415"), type + told);
                    assertTrue(RawHttp.get(server.port(), "/" + way).status() == 415, type);
                }
                assertEquals("200 no form", post(server, "/asking", type, FORM));
                assertEquals("200 q=1", post(server, "/parameters?q=1", type, FORM), type);
            }
            assertEquals("200 1", post(server, "/asking", TYPE, FORM));
            String empty = post(server, "/parts", TYPE, "");
            assertTrue(empty.startsWith("400") || empty.startsWith("200"), empty);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_servlet_without_a_configuration_reads_parts_within_the_same_limits(Container container) throws Exception {
        TestApp app = app(BodyLimitSettings.builder().maxBytes(500).build())
                .servlet(
                        "/parts",
                        (request, response) ->
                                answer(response, request.getParts().size() + ""))
                .servlet("/parameters", (request, response) -> answer(response, MultipartApps.parameters(request)));
        try (TestContainer server = app.start(container)) {
            assertEquals("200 1", post(server, "/parts", TYPE, FORM));
            assertEquals("200 a=x", post(server, "/parameters", TYPE, FORM));
            assertEquals("413 BODY_TOO_LARGE", post(server, "/parts", TYPE, body(field("a", "x".repeat(500)))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_limits_of_a_configuration_give_way_to_those_of_the_room(Container container) throws Exception {
        MultipartConfigElement small = new MultipartConfigElement("", 3, 3, 0);
        String five = body(field("a", "12345"));
        for (MultipartReading reading : MultipartReading.values()) {
            BodyLimitSettings settings =
                    BodyLimitSettings.builder().multipart(reading).build();
            TestApp app = app(settings)
                    .servlet(
                            "/parts",
                            small,
                            (request, response) ->
                                    answer(response, request.getParts().size() + ""));
            try (TestContainer server = app.start(container)) {
                String told = post(server, "/parts", TYPE, five);
                assertTrue(told.startsWith(reading == MultipartReading.READ ? "200 1" : "4"), reading + " " + told);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_container_reads_where_it_is_asked_to_and_its_thread_takes_a_place(Container container) throws Exception {
        AtomicReference<Thread> reader = new AtomicReference<>();
        for (String way : List.of("parts", "part", "parameter", "values")) {
            reader.set(null);
            TestApp app = app(container().maxWaiting(1).build())
                    .servlet("/slow", MultipartApps.CONFIG, (request, response) -> {
                        reader.set(Thread.currentThread());
                        Objects.requireNonNull(MultipartApps.ways().get(way)).handle(request, response);
                    });
            try (TestContainer server = MultipartApps.serve(app, "/").start(container);
                    RawHttp half = RawHttp.connect(server.port())) {
                assertEquals("200 a=x", post(server, "/parameter", TYPE, FORM));
                String whole = RawHttp.message("POST", "/slow", FORM, true, "Content-Type: " + TYPE);
                half.send(whole.substring(0, whole.length() - 10));
                Eventually.until(() -> reader.get() != null && reader.get().getState() != Thread.State.RUNNABLE);
                for (String other : List.of("parts", "part", "parameter", "parameters", "names", "values")) {
                    assertEquals("503 BODIES_TOO_MANY", post(server, "/" + other, TYPE, FORM), way + " " + other);
                }
                Response answer =
                        half.send(whole.substring(whole.length() - 10)).read();
                assertEquals(200, answer.status(), answer::toString);
                assertEquals("200 a=x", post(server, "/parameter", TYPE, FORM), "the place is free again");
                assertEquals(
                        "415 BODY_CODING_UNSUPPORTED", post(server, "/parts", TYPE, FORM, "Content-Encoding: gzip"));
            }
        }
    }
}
