package dev.hardening.examples.votivebackend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.BreakerState;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.health.Health;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An app with two services behind it, each with a breaker of its own (row V-44). */
@Timeout(120)
class TwoServicesTest {

    private final StubService prompts;
    private final StubService search;
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final TwoServices two = new TwoServices();

    TwoServicesTest() throws Exception {
        prompts = new StubService();
        search = new StubService();
    }

    @AfterEach
    void close() {
        prompts.close();
        search.close();
    }

    /** Serves what the two services say, each under its name. */
    private final class TwoServices implements ExampleApp {
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private volatile Breakers breakers = Breakers.standard();

        @Override
        public RunModeRule modeRule() {
            return RunModeRule.UNSET_IS_DEVELOPMENT;
        }

        @Override
        public SettingSource declare(SettingSource environment) {
            return environment;
        }

        @Override
        public AppPlan read(SettingReader reader) {
            HardeningSettings settings = HardeningSettings.builder()
                    .routes(Routes.builder().add(Route.open("/**").unlimited()).build())
                    .apiKeys(ApiKeySettings.builder().unsafeOff().build())
                    .read(reader);
            BreakerSettings own = BreakerSettings.read(reader, "search-service");
            return new AppPlan(settings, ServerSettings.read(reader, 0), (posture, services, stores) -> {
                breakers = Breakers.builder().events(events::add).build();
                Breaker first = breakers.add("prompt-service", settings.breaker());
                Breaker second = breakers.add("search-service", own);
                Health.Builder health = Health.builder();
                breakers.all().forEach(breaker -> health.nonCritical(breaker.name(), breaker::check));
                return AppParts.of(health.build())
                        .servlet(
                                "/prompts", Endpoint.get((request, response) -> ask(first, prompts, request, response)))
                        .servlet("/search", Endpoint.get((request, response) -> ask(second, search, request, response)))
                        .servlet("/", Endpoint.notFound())
                        .closing(breakers)
                        .build();
            });
        }

        private void ask(Breaker breaker, StubService service, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            HttpRequest question = HttpRequest.newBuilder(URI.create(service.url() + "/api/resolve"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"" + request.getQueryString() + "\"}"))
                    .build();
            response.getWriter().print(breaker.call(() -> answer(question)));
        }

        private String answer(HttpRequest question) throws IOException {
            try {
                HttpResponse<String> answer = client.send(question, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IOException("the status is " + answer.statusCode());
                }
                return answer.body();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        private BreakerState state(String name) {
            return breakers.find(name).orElseThrow().state();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void V_44_one_that_fails_opens_its_own_breaker_and_no_other(String server) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("NODE_ENV", "test", "PORT", "0", "LOG_LEVEL", "fatal"));
        values.putAll(Map.of("SERVER", server, "CIRCUIT_BREAKER_RESET_TIMEOUT", "60000"));
        values.putAll(Map.of("CIRCUIT_BREAKER_WINDOW", "600000", "CIRCUIT_BREAKER_VOLUME_THRESHOLD", "3"));
        values.put("CIRCUIT_BREAKER_SEARCH_SERVICE_VOLUME_THRESHOLD", "40");
        prompts.does(StubService.FAILS);
        try (RunningApp app = Launcher.start(two, values)) {
            for (int i = 1; i <= 20; i++) {
                assertTrue(RawHttp.get(app.port(), "/prompts?P" + i).status() >= 500);
                Response found = RawHttp.get(app.port(), "/search?S" + i);
                assertEquals(200, found.status(), found::toString);
                assertTrue(found.text().contains("S" + i + " v1"), found.text());
            }
            assertEquals(3, prompts.count(), "after three failures it is left alone");
            assertEquals(20, search.count());
            assertEquals(BreakerState.OPEN, two.state("prompt-service"));
            assertEquals(BreakerState.CLOSED, two.state("search-service"));
            String health = RawHttp.get(app.port(), "/health").text();
            assertTrue(health.contains("\"prompt-service\":{\"status\":\"unhealthy\""), health);
            assertTrue(health.contains("\"search-service\":{\"status\":\"healthy\""), health);
            assertTrue(health.contains("\"status\":\"degraded\""), health);
            assertEquals(List.of("prompt-service"), opened());

            // The other one, too, at the volume that it has for itself.
            search.does(StubService.FAILS);
            RawHttp.get(app.port(), "/search?S");
            assertEquals(BreakerState.CLOSED, two.state("search-service"));
            for (int i = 0; i < 19; i++) {
                RawHttp.get(app.port(), "/search?T" + i);
            }
            assertEquals(List.of("prompt-service", "search-service"), opened());
        }
    }

    private List<String> opened() {
        return events.stream()
                .filter(event -> event.type() == SecurityEventType.BREAKER_OPENED)
                .map(SecurityEvent::subject)
                .toList();
    }
}
