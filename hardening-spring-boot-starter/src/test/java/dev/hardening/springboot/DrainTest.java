package dev.hardening.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.health.Health;
import dev.hardening.core.health.Lifecycle;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import jakarta.servlet.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletContextInitializerBeans;
import org.springframework.context.ConfigurableApplicationContext;

class DrainTest {

    @Test
    void stands_first_and_drains_before_the_server_stops() throws Exception {
        ConfigurableApplicationContext context =
                Site.start("SHUTDOWN_GRACE_MS=10000", "server.forward-headers-strategy=framework");
        List<Filter> filters = new ArrayList<>();
        for (ServletContextInitializer initializer : new ServletContextInitializerBeans(context.getBeanFactory())) {
            if (initializer instanceof FilterRegistrationBean<?> registration) {
                filters.add(registration.getFilter());
            }
        }
        assertTrue(filters.size() >= 3, filters.toString());
        assertInstanceOf(HardeningFilter.class, filters.get(0), filters.toString());

        Lifecycle lifecycle = context.getBean(Health.class).lifecycle();
        context.stop();
        context.start();
        int port = Site.port(context);
        assertEquals(200, RawHttp.get(port, "/open").status(), "a context that was paused goes on");

        // Threads of their own: where there are few processors, the common pool runs one of the two after the other.
        Executor aside = task -> new Thread(task, "aside").start();
        CompletableFuture<RawHttp.Response> held =
                CompletableFuture.supplyAsync(() -> RawHttp.get(port, "/hold"), aside);
        assertTrue(Site.HELD.await(10, TimeUnit.SECONDS));
        CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close, aside);
        Eventually.until(() -> lifecycle.state() != Lifecycle.State.READY);
        RawHttp.Response refused = RawHttp.get(port, "/open");
        assertEquals(503, refused.status());
        assertTrue(refused.text().contains("SHUTTING_DOWN"), refused.text());
        Site.RELEASED.countDown();
        assertEquals("held", held.get(10, TimeUnit.SECONDS).text());
        closed.get(10, TimeUnit.SECONDS);
        assertEquals(Lifecycle.State.STOPPED, lifecycle.state());
    }
}
