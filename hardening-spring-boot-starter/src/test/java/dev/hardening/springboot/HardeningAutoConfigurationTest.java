package dev.hardening.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.correlation.CorrelationSettings;
import dev.hardening.core.health.Health;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.support.Services;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.annotation.Order;

class HardeningAutoConfigurationTest {

    private static final AutoConfigurations AUTOMATIC =
            AutoConfigurations.of(HardeningAutoConfiguration.class, HardeningHealthAutoConfiguration.class);

    private final WebApplicationContextRunner application = new WebApplicationContextRunner()
            .withConfiguration(AUTOMATIC)
            .withInitializer(Keys.variables("API_KEYS=" + Keys.KEY));

    private static HardeningFilter ownFilter() {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of("API_KEYS", Keys.KEY)));
        return HardeningFilter.builder(HardeningSettings.builder().read(reader)).build();
    }

    @Test
    void registers_one_filter_in_front_of_all_others_for_every_path_and_dispatch() {
        application.run(context -> {
            FilterRegistrationBean<?> registration = context.getBean(FilterRegistrationBean.class);
            assertSame(context.getBean(HardeningFilter.class), registration.getFilter());
            assertEquals(Ordered.HIGHEST_PRECEDENCE, registration.getOrder());
            assertInstanceOf(PriorityOrdered.class, registration);
            assertEquals(List.of("/*"), List.copyOf(registration.getUrlPatterns()));
            assertTrue(registration.isAsyncSupported());
            assertFalse(registration.isMatchAfter());
            assertEquals(
                    EnumSet.of(
                            DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR),
                    registration.determineDispatcherTypes());
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFilter {
        @Bean
        HardeningFilter mine() {
            return ownFilter();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRegistration {
        @Bean
        FilterRegistrationBean<HardeningFilter> mine() {
            return new FilterRegistrationBean<>(ownFilter());
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void gives_way_to_the_applications_own_filter(boolean declared, int filters) {
        WebApplicationContextRunner runner = declared
                ? application.withUserConfiguration(OwnFilter.class)
                : application.withUserConfiguration(OwnRegistration.class);
        runner.run(context -> {
            assertEquals(filters, context.getBeansOfType(HardeningFilter.class).size());
            assertFalse(context.containsBean("hardeningFilter"));
            assertFalse(context.containsBean("hardeningFilterRegistration"));
            assertTrue(context.getBeansOfType(HardeningSettings.class).isEmpty());
        });
    }

    @ParameterizedTest
    @CsvSource({"hardening.enabled=false, false", "hardening.enabled=true, true", "a=b, true"})
    void can_be_switched_off(String property, boolean on) {
        application.withPropertyValues(property).run(context -> {
            assertEquals(on, context.getBeansOfType(HardeningFilter.class).size() == 1);
            assertEquals(on, context.containsBean("hardeningFilterRegistration"));
        });
    }

    @Test
    void does_nothing_without_a_web_server() {
        new ApplicationContextRunner()
                .withConfiguration(AUTOMATIC)
                .run(context -> assertTrue(
                        context.getBeansOfType(HardeningSettings.class).isEmpty()));
    }

    @Configuration(proxyBeanMethods = false)
    static class HiddenFilter {
        @Bean
        Filter mine() {
            return ownFilter();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HiddenRegistration {
        @Bean
        FilterRegistrationBean<Filter> mine() {
            return new FilterRegistrationBean<>(ownFilter());
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void does_not_start_with_a_second_filter_that_it_cannot_foresee(boolean declared) {
        WebApplicationContextRunner runner = declared
                ? application.withUserConfiguration(HiddenFilter.class)
                : application.withUserConfiguration(HiddenRegistration.class);
        runner.run(context -> {
            Throwable failure = context.getStartupFailure();
            assertInstanceOf(SecondFilterException.class, failure);
            assertEquals("Several beans are a HardeningFilter: hardeningFilter, mine", failure.getMessage());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "hardening.health-live-path=/a, /a",
        "hardening.healthLivePath=/b, /b",
        "HEALTH_LIVE_PATH=/c, /c",
        "a=b, /health/live"
    })
    void reads_properties_and_the_names_of_the_environment(String property, String path) {
        application
                .withPropertyValues(property)
                .run(context -> assertTrue(
                        context.getBean(HardeningSettings.class)
                                .health()
                                .summary()
                                .contains(path),
                        context.getBean(HardeningSettings.class).health().summary()));
    }

    private List<String> refusals(WebApplicationContextRunner runner) {
        List<String> lines = new ArrayList<>();
        runner.run(context -> {
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof InvalidSettingsException)) {
                failure = failure.getCause();
            }
            if (failure instanceof InvalidSettingsException refused) {
                refused.problems().forEach(problem -> lines.add(problem.toString()));
            }
        });
        return lines;
    }

    @Test
    void refuses_with_every_problem_at_once() {
        List<String> lines =
                refusals(application.withPropertyValues("hardening.rate-limit-max=-3", "hardening.cors-mode=maybe"));
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("REFUSE RATE_LIMIT_MAX:")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("REFUSE CORS_MODE:")), lines.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "hardening.rate-limit-max=5, 0",
        "hardening.rateLimitMax=5, 0",
        "hardening.strict=true, 0",
        "hardening.enabled=true, 0",
        "hardening.no-such-thing=1, 1",
        "hardening.rate-limit-maxx=5, 1",
        "hardening.rate-limit.max=5, 1",
        "server.forward-headers-strategy=none, 0",
        "server.forward-headers-strategy=framework, 1",
        "server.forward-headers-strategy=native, 1"
    })
    void warns_of_what_has_no_effect_or_undermines_it(String property, int warnings) {
        List<String> lines = refusals(application.withPropertyValues(
                "hardening.strict=true", "hardening.trusted-proxies=10.0.0.1", property));
        List<String> ours = lines.stream()
                .filter(line -> line.contains("HRD-1011") || line.contains("HRD-1012"))
                .toList();
        assertEquals(warnings, ours.size(), lines.toString());
    }

    @Test
    void a_secret_in_a_property_keeps_it_from_starting_in_production_only() {
        String secret = "hardening.session-secret=Zt3yUqRj8dX0mGk5Wn2vLbPc7sHf4EaTQ9oVi6Nx1K";
        List<String> lines = refusals(application.withPropertyValues(secret));
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("HRD-1010 REFUSE SESSION_SECRET")), lines.toString());
        assertFalse(lines.toString().contains("Zt3y"), lines.toString());
        assertEquals(List.of(), refusals(application.withPropertyValues(secret, "hardening.node-env=development")));
    }

    @Configuration(proxyBeanMethods = false)
    static class Customized {
        static final List<String> CALLS = new ArrayList<>();

        @Bean
        Routes first() {
            return Routes.builder().add(Route.open("/one")).build();
        }

        @Bean
        Routes second() {
            return Routes.builder().add(Route.open("/two")).build();
        }

        @Bean
        @Order(2)
        HardeningSettingsCustomizer later() {
            return (builder, reader) -> {
                CALLS.add("later");
                builder.correlation(CorrelationSettings.read(reader));
            };
        }

        @Bean
        @Order(1)
        HardeningSettingsCustomizer earlier() {
            return (builder, reader) -> CALLS.add("earlier");
        }

        @Bean
        HardeningFilterCustomizer slots() {
            return (builder, settings) -> {
                CALLS.add("filter");
                builder.afterAuthentication((request, response, chain) -> chain.doFilter(request, response));
            };
        }
    }

    @Test
    void asks_the_applications_routes_and_customizers() {
        Customized.CALLS.clear();
        application.withUserConfiguration(Customized.class).run(context -> {
            Routes routes = context.getBean(HardeningSettings.class).routes();
            assertFalse(routes.find("GET", "/one").isAuthenticated());
            assertFalse(routes.find("GET", "/two").isAuthenticated());
            assertTrue(routes.find("GET", "/three").isAuthenticated());
            assertEquals(List.of("earlier", "later", "filter"), Customized.CALLS);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnParts {
        @Bean
        Health health() {
            return Health.builder().field("service", "mine").build();
        }

        @Bean
        Services services() {
            return Services.standard();
        }

        @Bean
        SharedStores stores() {
            return SharedStores.none();
        }
    }

    @Test
    void each_part_gives_way_to_the_applications_own() {
        application.withUserConfiguration(OwnParts.class).run(context -> {
            assertNotNull(context.getBean(HardeningFilter.class));
            assertEquals(
                    List.of("health"),
                    List.copyOf(context.getBeansOfType(Health.class).keySet()));
            assertEquals(
                    List.of("services"),
                    List.copyOf(context.getBeansOfType(Services.class).keySet()));
            assertEquals(
                    List.of("stores"),
                    List.copyOf(context.getBeansOfType(SharedStores.class).keySet()));
        });
    }

    @Test
    void opens_what_instances_share_once_and_closes_it_with_the_context() {
        RecordedStores.opened = 0;
        RecordedStores.closed = 0;
        application
                .withInitializer(Keys.variables("REDIS_URL=redis://localhost:6379"))
                .run(context -> {
                    assertTrue(context.getBean(SharedStores.class).isOn());
                    assertEquals(1, RecordedStores.opened);
                    assertEquals(0, RecordedStores.closed);
                    assertTrue(context.getBean(Health.class)
                            .report(dev.hardening.core.health.ProbeRole.OVERALL)
                            .json()
                            .contains("\"redis\""));
                });
        assertEquals(1, RecordedStores.closed);
    }

    @Test
    void opens_nothing_for_an_application_that_does_not_start() {
        RecordedStores.opened = 0;
        refusals(application
                .withInitializer(Keys.variables("REDIS_URL=redis://localhost:6379"))
                .withPropertyValues("hardening.rate-limit-max=x"));
        assertEquals(0, RecordedStores.opened);
    }

    @Test
    void counts_in_the_applications_registry_when_there_is_one() {
        application.run(
                context -> assertTrue(context.getBeansOfType(Metrics.class).isEmpty()));
        application.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            assertTrue(context.getBean(Metrics.class).isOn());
            assertFalse(context.getBean(MeterRegistry.class).getMeters().isEmpty());
        });
    }

    @Test
    void shows_its_health_unless_that_is_switched_off() {
        application.run(context -> assertTrue(context.containsBean("hardeningHealthIndicator")));
        application
                .withPropertyValues("management.health.hardening.enabled=false")
                .run(context -> assertFalse(context.containsBean("hardeningHealthIndicator")));
    }
}
