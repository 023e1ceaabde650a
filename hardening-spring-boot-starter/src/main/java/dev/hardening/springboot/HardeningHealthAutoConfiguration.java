package dev.hardening.springboot;

import dev.hardening.core.health.Health;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Shows the library's {@link Health} in Actuator's health as {@code hardening}, in either line of Spring Boot, unless {@code
 * management.health.hardening.enabled} is false or there is a bean named {@code hardeningHealthIndicator}.
 */
@AutoConfiguration(after = HardeningAutoConfiguration.class)
@ConditionalOnBean(Health.class)
public final class HardeningHealthAutoConfiguration {

    private static final String NAME = "hardeningHealthIndicator";

    /** For Spring. */
    public HardeningHealthAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    @org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator("hardening")
    static class Boot3 {

        @Bean(NAME)
        @ConditionalOnMissingBean(name = NAME)
        Boot3HealthIndicator hardeningHealthIndicator(Health health) {
            return new Boot3HealthIndicator(health);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator("hardening")
    static class Boot4 {

        @Bean(NAME)
        @ConditionalOnMissingBean(name = NAME)
        Boot4HealthIndicator hardeningHealthIndicator(Health health) {
            return new Boot4HealthIndicator(health);
        }
    }
}
