package dev.hardening.springboot;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.health.Health;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.metrics.MetricsRegistry;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.HardeningFilterBuilder;
import dev.hardening.servlet.support.Services;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Registers one {@link HardeningFilter} in a servlet application, unless the application declares one, or a {@code
 * FilterRegistrationBean<HardeningFilter>}, or {@code hardening.enabled} is false. Settings that are refused keep the
 * application from starting. Services, stores, health, settings and metrics are beans that give way to the application's own.
 */
@AutoConfiguration(afterName = {HardeningAutoConfiguration.METERS_3, HardeningAutoConfiguration.METERS_4})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "hardening.enabled", matchIfMissing = true)
@ConditionalOnNoFilter
public final class HardeningAutoConfiguration {

    /** What decides about the registry of meters in Spring Boot 3. */
    static final String METERS_3 =
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration";

    /** The same in Spring Boot 4. */
    static final String METERS_4 =
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration";

    /** For Spring. */
    public HardeningAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    HardeningSettings hardeningSettings(
            ConfigurableEnvironment environment,
            ObjectProvider<Routes> routes,
            ObjectProvider<HardeningSettingsCustomizer> customizers) {
        return new SettingsLoader(environment).load((builder, reader) -> {
            routes.orderedStream()
                    .reduce((first, next) -> first.with(next.all()))
                    .ifPresent(builder::routes);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder, reader));
        });
    }

    @Bean
    @ConditionalOnMissingBean
    Services hardeningServices() {
        return Services.standard();
    }

    @Bean
    @ConditionalOnMissingBean
    SharedStores hardeningStores(HardeningSettings settings, Services services) {
        return SharedStores.open(settings.distributed(), services.ticker(), services.clock(), services.events());
    }

    @Bean
    @ConditionalOnMissingBean
    Health hardeningHealth(SharedStores stores, Services services) {
        Health.Builder health = Health.builder()
                .ticker(services.ticker())
                .clock(services.clock())
                .events(services.events());
        return (stores.isOn() ? health.nonCritical("redis", stores::check) : health).build();
    }

    @Bean(destroyMethod = "destroy")
    HardeningFilter hardeningFilter(
            HardeningSettings settings,
            Services services,
            SharedStores stores,
            Health health,
            ObjectProvider<Metrics> metrics,
            ObjectProvider<HardeningFilterCustomizer> customizers) {
        HardeningFilterBuilder builder = HardeningFilter.builder(settings)
                .services(services)
                .stores(stores)
                .health(health);
        metrics.ifUnique(builder::metrics);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder, settings));
        return builder.build();
    }

    @Bean
    FilterRegistrationBean<HardeningFilter> hardeningFilterRegistration(
            @Qualifier("hardeningFilter") HardeningFilter filter, SingleFilterCheck check) {
        return new HardeningRegistration(filter, check);
    }

    @Bean
    @Lazy(false)
    static SingleFilterCheck hardeningSingleFilterCheck(ListableBeanFactory beans) {
        return new SingleFilterCheck(beans);
    }

    @Bean
    @Lazy(false)
    DrainOnClose hardeningDrain(ApplicationContext context, Health health, HardeningSettings settings) {
        return new DrainOnClose(context, health.lifecycle(), settings.health().shutdownGrace());
    }

    /** With Micrometer in the application its registry receives what the library counts. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnSingleCandidate(MeterRegistry.class)
    static class Meters {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        HardeningSettingsCustomizer hardeningCounting() {
            return (builder, reader) -> builder.metrics(
                    MetricsSettings.read(reader, MetricsSettings.builder().counting()));
        }

        @Bean
        @ConditionalOnMissingBean
        Metrics hardeningMetrics(HardeningSettings settings, Services services, MeterRegistry registry) {
            return MetricsRegistry.shared(settings.metrics(), services.ticker(), registry);
        }
    }
}
