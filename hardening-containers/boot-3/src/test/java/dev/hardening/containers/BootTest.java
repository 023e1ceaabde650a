package dev.hardening.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hardening.servlet.HardeningFilter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

class BootTest extends CompatibilityTest {

    static {
        // Its logging would take the place of that of the tests.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    }

    BootTest() {
        super(new Boot());
    }

    /** So that what Boot itself manages is tried, not what the library is built with. */
    @Test
    void the_class_path_is_the_one_that_boot_manages() {
        Map<String, Map<String, String>> managed = Map.of(
                "3.5.16", Map.of("caffeine", "3.2.4", "micrometer", "1.15.12"),
                "4.1.1", Map.of("caffeine", "3.2.4", "micrometer", "1.17.1"));
        assertEquals(
                managed.get(SpringBootVersion.getVersion()),
                Map.of("caffeine", version(Caffeine.class), "micrometer", version(MeterRegistry.class)));
    }

    private static String version(Class<?> type) {
        String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        String jar = path.substring(path.lastIndexOf('/') + 1);
        return jar.substring(jar.lastIndexOf('-') + 1, jar.lastIndexOf('.'));
    }

    private static final class Boot implements Container {
        @Override
        public Server server() {
            return SpringBootVersion.getVersion().startsWith("3.") ? Server.BOOT_3 : Server.BOOT_4;
        }

        @Override
        public List<Registration> registrations() {
            return List.of(Registration.FILTER_REGISTRATION_BEAN);
        }

        @Override
        public boolean hasSettings() {
            return false;
        }

        @Override
        public Running start(App app, Registration how, boolean mended) {
            ConfigurableApplicationContext context = new SpringApplicationBuilder(Beans.class)
                    .bannerMode(Banner.Mode.OFF)
                    .logStartupInfo(false)
                    .registerShutdownHook(false)
                    .properties(
                            "server.port=0",
                            "server.address=127.0.0.1",
                            "server.http2.enabled=true",
                            "table.app=" + app.name())
                    .run();
            int port = Objects.requireNonNull(
                    context.getEnvironment().getProperty("local.server.port", Integer.class), "port");
            return new Running() {
                @Override
                public int port() {
                    return port;
                }

                @Override
                public void close() {
                    context.close();
                }
            };
        }
    }

    /** What an application declares. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Beans {

        @Bean
        App app(Environment environment) {
            return App.valueOf(environment.getRequiredProperty("table.app"));
        }

        @Bean
        FilterRegistrationBean<HardeningFilter> hardening(App app) {
            FilterRegistrationBean<HardeningFilter> bean = new FilterRegistrationBean<>(app.filter());
            bean.setOrder(Ordered.HIGHEST_PRECEDENCE);
            bean.setDispatcherTypes(EnumSet.copyOf(App.DISPATCHES));
            bean.addUrlPatterns("/*");
            return bean;
        }

        @Bean
        ServletRegistrationBean<TableServlet> table() {
            ServletRegistrationBean<TableServlet> bean = new ServletRegistrationBean<>(new TableServlet(), "/");
            bean.setMultipartConfig(App.parts());
            return bean;
        }

        @Bean
        BootPages pages() {
            return new BootPages(App.PAGE_STATUS, App.PAGE_PATH);
        }
    }
}
