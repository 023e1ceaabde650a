package dev.hardening.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class RefusedStartTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Second {
        @Bean
        jakarta.servlet.Filter mine() {
            return new dev.hardening.servlet.HardeningFilter();
        }
    }

    private static String report(Class<?> application, String variable, String... properties) {
        SpringApplicationBuilder builder = new SpringApplicationBuilder(application)
                .web(WebApplicationType.SERVLET)
                .initializers(Keys.variables(variable))
                .bannerMode(org.springframework.boot.Banner.Mode.OFF)
                .properties("server.port=0", "spring.main.register-shutdown-hook=false")
                .properties(properties);
        assertThrows(RuntimeException.class, builder::run);
        FailureAnalysis analysis = StartReports.take();
        return analysis.getDescription() + "\n" + analysis.getAction();
    }

    @Test
    void says_every_problem_with_its_place_and_cure_and_no_value() {
        String report = report(
                Site.class,
                "RATE_LIMIT_MAX=seventeen",
                "hardening.api-keys=Zt3yUqRj8dX0mGk5Wn2vLbPc7sHf4EaTQ9oVi6Nx1K",
                "hardening.session-secret=${NOT_SET}");
        assertTrue(report.contains("HRD-1002 RATE_LIMIT_MAX: "), report);
        assertTrue(report.contains("set by: RATE_LIMIT_MAX in variables-systemEnvironment"), report);
        assertTrue(report.contains("HRD-1010 API_KEYS: is a secret and does not come from the environment"), report);
        assertTrue(report.contains("set by: \"hardening.api-keys\" from property source"), report);
        assertTrue(report.contains("HRD-1002 SESSION_SECRET: has a placeholder"), report);
        assertEquals(3, report.split("cure: ", -1).length - 1, report);
        assertFalse(report.contains("seventeen") || report.contains("Zt3y"), report);
    }

    @Test
    void says_that_there_is_a_second_filter() {
        String report = report(Second.class, "API_KEYS=" + Keys.KEY);
        assertTrue(report.contains("Several beans are a HardeningFilter: hardeningFilter, mine"), report);
        assertTrue(report.contains("hardening.enabled=false"), report);
    }
}
