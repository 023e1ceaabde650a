package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.deadline.DeadlineSettings;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.deadline.DeadlineFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.Drips;
import dev.hardening.testing.servlet.Drips.Outcome;
import dev.hardening.testing.servlet.Multipart;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.Service;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlowMultipartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final String BEGUN = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/quick/**").bodyWithin(Duration.ofMillis(300)))
                    .build())
            .build();

    private TestApp app(BodyLimitSettings.Builder settings) {
        return TestApp.create().filter(new BodyLimitFilter(settings.build(), services), setup -> setup.everyDispatch());
    }

    private static String head(String path) {
        return RawHttp.message("POST", path, "", true, "Content-Type: " + Multipart.TYPE, "Content-Length: 5000")
                + BEGUN;
    }

    @ParameterizedTest
    @EnumSource
    void parts_that_drip_are_cut_at_the_deadline_in_every_way(Container container) throws Exception {
        List<String> ways = new ArrayList<>(MultipartApps.ways().keySet());
        try (TestContainer server =
                MultipartApps.serve(app(BodyLimitSettings.builder()), "/quick/").start(container)) {
            List<Outcome> outcomes = Drips.send(
                    server.port(),
                    ways.stream().map(way -> head("/quick/" + way)).toList(),
                    "x",
                    PATIENCE);
            for (int i = 0; i < ways.size(); i++) {
                Outcome outcome = outcomes.get(i);
                assertEquals(408, outcome.status(), ways.get(i) + " " + outcome);
                assertTrue(outcome.answer().contains("BODY_TIMEOUT"), ways.get(i));
                assertNotNull(outcome.cutAfter(), ways.get(i));
            }
        }
        assertEquals(
                Collections.nCopies(ways.size(), RefusalCode.BODY_TIMEOUT),
                events.stream().map(SecurityEvent::code).toList());
    }

    @ParameterizedTest
    @EnumSource
    void the_deadline_of_the_request_ends_them_too(Container container) throws Exception {
        DeadlineSettings deadline =
                DeadlineSettings.builder().timeout(Duration.ofMillis(300)).build();
        TestApp app = TestApp.create()
                .filter(
                        new DeadlineFilter(deadline, services),
                        setup -> setup.dispatches(DispatcherType.REQUEST, DispatcherType.ASYNC))
                .filter(
                        new BodyLimitFilter(BodyLimitSettings.builder().build(), services),
                        setup -> setup.everyDispatch());
        List<String> paths = List.of("/parts", "/part", "/parameter");
        try (TestContainer server = MultipartApps.serve(app, "/").start(container)) {
            List<Outcome> outcomes = Drips.send(
                    server.port(), paths.stream().map(SlowMultipartTest::head).toList(), "x", PATIENCE);
            for (Outcome outcome : outcomes) {
                assertTrue(outcome.status() == 503 || outcome.status() == 408, outcome.toString());
                assertNotNull(outcome.cutAfter(), outcome.answer());
            }
        }
    }

    @Tag("alone")
    @ParameterizedTest
    @EnumSource
    void two_hundred_and_ten_dripping_forms_leave_others_served(Container container) throws Exception {
        TestApp app = app(BodyLimitSettings.builder().timeout(Duration.ofSeconds(1)))
                .servlet("/quick", (request, response) -> response.getWriter().print("quick"));
        try (TestContainer server = MultipartApps.serve(app, "/slow/").start(container)) {
            CompletableFuture<List<Outcome>> slow = CompletableFuture.supplyAsync(() -> {
                try {
                    return Drips.send(
                            server.port(), Collections.nCopies(210, head("/slow/parts")), "x", Duration.ofSeconds(20));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Service.Share share = Service.during(slow, () -> isServed(server));
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (Outcome outcome : slow.get()) {
                statuses.merge(outcome.status(), 1, Integer::sum);
                assertNotNull(outcome.cutAfter(), outcome.answer());
            }
            assertEquals(210, statuses.getOrDefault(408, 0) + statuses.getOrDefault(503, 0), statuses.toString());
            assertTrue(share.isAtLeast(0.95), share + ", " + statuses);
            assertTrue(share.asked() > 20, share.toString());
        }
    }

    private static boolean isServed(TestContainer server) {
        try (RawHttp other = RawHttp.connect(server.port()).timeout(Duration.ofSeconds(3))) {
            return other.send(RawHttp.message("GET", "/quick", "", false))
                            .read()
                            .status()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
