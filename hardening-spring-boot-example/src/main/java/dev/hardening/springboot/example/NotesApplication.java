package dev.hardening.springboot.example;

import dev.hardening.core.health.Health;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.springboot.HardeningFilterCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The application; all that it says to the library by code. */
@SpringBootApplication(proxyBeanMethods = false)
public class NotesApplication {

    private static final Logger LOG = LoggerFactory.getLogger(NotesApplication.class);

    /** Starts the server. */
    public static void main(String[] arguments) {
        SpringApplication.run(NotesApplication.class, arguments);
    }

    @Bean
    Routes routes() {
        return Routes.builder()
                .add(Route.open("/").methods("GET"))
                .add(Route.open("/too-much"))
                .add(Route.guarded("/api/notes").methods("GET", "POST").maxBody(10_000))
                .add(Route.open("/actuator/**").methods("GET").onlyFrom(CidrSet.loopback()))
                .build();
    }

    @Bean
    Health health(NoteStore notes) {
        return Health.builder()
                .field("service", "notes")
                .critical("notes", () -> notes.size() + " notes")
                .build();
    }

    /** A filter of the application's own, which meets proved callers only. */
    @Bean
    HardeningFilterCustomizer whoCalls() {
        return (builder, settings) -> builder.afterAuthentication((request, response, chain) -> {
            LOG.debug("called by {}", RequestContext.of(request).identity());
            chain.doFilter(request, response);
        });
    }
}
