package dev.hardening.springboot;

import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application with a real server, as a user of the starter writes it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Site {

    static final CountDownLatch HELD = new CountDownLatch(1);
    static final CountDownLatch RELEASED = new CountDownLatch(1);

    static ConfigurableApplicationContext start(String variable, String... properties) {
        return new SpringApplicationBuilder(Site.class)
                .web(WebApplicationType.SERVLET)
                .initializers(Keys.variables("API_KEYS=" + Keys.KEY, variable))
                .bannerMode(org.springframework.boot.Banner.Mode.OFF)
                .properties("server.port=0", "spring.main.register-shutdown-hook=false", "spring.jmx.enabled=false")
                .properties(properties)
                .run();
    }

    static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @Bean
    Routes routes() {
        return Routes.builder()
                .add(Route.open("/open"))
                .add(Route.open("/boom"))
                .add(Route.open("/later"))
                .add(Route.open("/hold"))
                .add(Route.open("/actuator/**"))
                .build();
    }

    @RestController
    static class Pages {

        @GetMapping("/open")
        String open() {
            return "open";
        }

        @GetMapping("/guarded")
        String guarded() {
            return "guarded";
        }

        @GetMapping("/boom")
        String boom() {
            throw new IllegalStateException("the password is hunter2");
        }

        @GetMapping("/later")
        Callable<String> later() {
            return () -> "later";
        }

        @GetMapping("/hold")
        String hold() throws InterruptedException {
            HELD.countDown();
            RELEASED.await();
            return "held";
        }
    }
}
