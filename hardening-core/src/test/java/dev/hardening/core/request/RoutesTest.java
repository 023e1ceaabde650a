package dev.hardening.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private final List<Route> routes = List.of(
            Route.open("/health").methods("GET").unlimited(),
            Route.guarded("/runs").methods("GET"),
            Route.guarded("/runs").methods("POST").limitedBy("default", "writes"),
            Route.guarded("/runs/{id}"),
            Route.open("/runs/latest").slowAfter(Duration.ofSeconds(5)),
            Route.open("/static/**"),
            Route.guarded("/static/private/**"),
            Route.guarded("/static/{name}/edit"));

    @Test
    void the_most_specific_pattern_wins_in_whatever_order_routes_were_added() {
        List<Route> shuffled = new ArrayList<>(routes);
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            Collections.shuffle(shuffled, random);
            Routes.Builder builder = Routes.builder();
            shuffled.forEach(builder::add);
            Routes table = builder.build();
            assertEquals("/health", template(table, "GET", "/health"));
            assertEquals("/runs/latest", template(table, "GET", "/runs/latest"));
            assertEquals("/runs/{id}", template(table, "GET", "/runs/7"));
            assertEquals("/static/**", template(table, "GET", "/static/a/b"));
            assertEquals("/static/private/**", template(table, "GET", "/static/private/b"));
            assertEquals("/static/{name}/edit", template(table, "PUT", "/static/a/edit"));
            assertTrue(table.find("POST", "/runs").limits().contains("writes"));
            assertFalse(table.find("GET", "/runs").limits().contains("writes"));
            assertEquals(Set.of("default", "writes"), table.limits());
        }
    }

    private static String template(Routes table, String method, String path) {
        return table.find(method, path).pattern().template();
    }

    @Test
    void what_no_route_covers_is_guarded_and_limited() {
        Routes table = Routes.builder().add(routes.get(0)).build();
        for (String path : List.of("/other", "/health/", "/health;x", "//health", "/HEALTH", "")) {
            assertSame(Routes.UNKNOWN, table.find("GET", path));
        }
        assertSame(Routes.UNKNOWN, table.find("POST", "/health"));
        assertSame(Routes.UNKNOWN, table.find("get", "/health"));
        assertTrue(Routes.UNKNOWN.isAuthenticated());
        assertEquals(List.of("default"), Routes.UNKNOWN.limits());
    }

    @Test
    void get_stands_for_head() {
        Routes table = Routes.builder().add(routes.get(0)).build();
        assertFalse(table.find("HEAD", "/health").isAuthenticated());
    }

    @Test
    void two_routes_for_the_same_requests_are_refused() {
        Routes.Builder builder = Routes.builder().add(Route.open("/a").methods("GET", "POST"));
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.add(Route.guarded("/a").methods("POST")));
        assertThrows(IllegalArgumentException.class, () -> builder.add(Route.guarded("/a")));
        builder.add(Route.open("/files/{id}"));
        assertThrows(IllegalArgumentException.class, () -> builder.add(Route.guarded("/files/{name}")));
        builder.add(Route.guarded("/files/{name}/**")).add(Route.open("/files/name"));
    }

    @Test
    void of_equally_specific_routes_the_guarded_one_wins() {
        for (List<Route> both : List.of(
                List.of(Route.open("/files/{id}"), Route.guarded("/{area}/admin")),
                List.of(Route.guarded("/files/{id}"), Route.open("/{area}/admin")))) {
            Routes table = Routes.none().with(both);
            assertTrue(table.find("GET", "/files/admin").isAuthenticated(), both::toString);
            assertEquals(both.get(0), table.find("GET", "/files/7"));
            assertEquals(both.get(1), table.find("GET", "/other/admin"));
        }
    }

    @Test
    void a_probe_is_served_over_any_transport_and_keeps_that_through_every_change() {
        assertFalse(Route.open("/health").isAnyTransport());
        Route probe =
                Route.open("/health").anyTransport().methods("GET").unlimited().slowAfter(Duration.ofSeconds(1));
        assertTrue(probe.isAnyTransport());
        assertTrue(probe.limits().isEmpty());
        assertTrue(probe.isAnyHost());
        assertFalse(Routes.UNKNOWN.isAnyTransport() || Routes.UNKNOWN.isAnyHost());
        Route behindProxy = Route.open("/health").anyHost().methods("GET").unlimited();
        assertTrue(behindProxy.isAnyHost() && !behindProxy.isAnyTransport());
    }
}
