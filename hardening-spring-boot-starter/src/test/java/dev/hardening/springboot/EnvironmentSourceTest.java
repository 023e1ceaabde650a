package dev.hardening.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class EnvironmentSourceTest {

    private final StandardEnvironment environment = new StandardEnvironment();
    private final MutablePropertySources sources = environment.getPropertySources();

    EnvironmentSourceTest() {
        List.copyOf(sources.stream().toList()).forEach(source -> sources.remove(source.getName()));
    }

    private EnvironmentSourceTest variable(String name, String value) {
        sources.addFirst(new SystemEnvironmentPropertySource(name + "-systemEnvironment", Map.of(name, value)));
        return this;
    }

    private EnvironmentSourceTest property(String name, Object value) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(name, value);
        sources.addLast(new MapPropertySource("properties " + name, values));
        return this;
    }

    private EnvironmentSource source() {
        return new EnvironmentSource(environment);
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_MAX, hardening.rate-limit-max",
        "RATE_LIMIT_MAX, hardening.rateLimitMax",
        "RATE_LIMIT_MAX, hardening.rate_limit_max",
        "RATE_LIMIT_MAX, hardening.RATE_LIMIT_MAX",
        "RATE_LIMIT_MAX, RATE_LIMIT_MAX",
        "HARDENING_STRICT, hardening.strict",
        "HARDENING_STRICT, HARDENING_STRICT",
        "API_KEY_1, hardening.api-key-1",
        "JWT_SECRET_FILE, hardening.jwt-secret-file"
    })
    void finds_a_property_in_every_relaxed_form(String setting, String key) {
        assertEquals("7", property(key, "7").source().value(setting));
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_MAX, RATE_LIMIT_MAX",
        "RATE_LIMIT_MAX, HARDENING_RATE_LIMIT_MAX",
        "RATE_LIMIT_MAX, HARDENING_RATELIMITMAX",
        "API_KEY_1, HARDENING_API_KEY_1",
        "API_KEY_1, API_KEY_1"
    })
    void finds_a_variable_by_its_own_name_and_with_the_prefix(String setting, String key) {
        assertEquals("7", variable(key, "7").source().value(setting));
        assertTrue(source().mayHoldSecret(setting));
    }

    @ParameterizedTest
    @CsvSource({"rate.limit.max", "rate-limit-max", "hardening.rate-limits-max", "HARDENINGRATE_LIMIT_MAX"})
    void takes_nothing_else_for_the_setting(String key) {
        assertNull(property(key, "7").source().value("RATE_LIMIT_MAX"));
    }

    @Test
    void asks_the_sources_in_springs_order() {
        property("hardening.rate-limit-max", "1");
        assertEquals("1", source().value("RATE_LIMIT_MAX"));
        variable("RATE_LIMIT_MAX", "2");
        assertEquals("2", source().value("RATE_LIMIT_MAX"));
        variable("RATE_LIMIT_MAX", " ");
        sources.remove("RATE_LIMIT_MAX-systemEnvironment");
        assertEquals("1", source().value("RATE_LIMIT_MAX"));
    }

    @Test
    void a_blank_value_falls_through_to_the_next_source() {
        property("hardening.rate-limit-max", "1").variable("RATE_LIMIT_MAX", " ");
        assertEquals("1", source().value("RATE_LIMIT_MAX"));
    }

    @Test
    void takes_numbers_and_lists_as_yaml_has_them() {
        property("hardening.rate-limit-max", 5);
        property("hardening.trusted-proxies[0]", "10.0.0.0/8");
        assertEquals("5", source().value("RATE_LIMIT_MAX"));
        assertEquals("10.0.0.0/8", source().value("TRUSTED_PROXIES"));
        sources.addFirst(new MapPropertySource(
                "two", Map.of("hardening.trusted-proxies[0]", "10.0.0.0/8", "hardening.trusted-proxies[1]", "::1")));
        assertEquals("10.0.0.0/8,::1", source().value("TRUSTED_PROXIES"));
    }

    @Test
    void a_property_is_no_place_for_a_secret() {
        assertFalse(property("hardening.api-keys", "k").source().mayHoldSecret("API_KEYS"));
        assertFalse(source().mayHoldSecret("JWT_SECRET"));
    }

    @Test
    void a_property_that_is_one_placeholder_comes_from_where_that_does() {
        property("hardening.api-keys", "${THE_KEY}").variable("THE_KEY", "k");
        assertEquals("k", source().value("API_KEYS"));
        assertTrue(source().mayHoldSecret("API_KEYS"));
    }

    @Test
    void what_a_placeholder_points_to_is_taken_as_it_is() {
        property("hardening.api-keys", "${THE_KEY}").property("literal", "told").variable("THE_KEY", "a${literal}c$");
        assertEquals("a${literal}c$", source().value("API_KEYS"));
        assertTrue(source().mayHoldSecret("API_KEYS"));
    }

    @ParameterizedTest
    @CsvSource({"${THE_KEY}", "x${VARIABLE}", "${VARIABLE:x}", "${NOBODY:x}"})
    void a_placeholder_for_less_than_a_variable_is_no_place_for_a_secret(String text) {
        property("hardening.api-keys", text).property("THE_KEY", "k").variable("VARIABLE", "v");
        assertFalse(source().mayHoldSecret("API_KEYS"));
    }

    @Test
    void a_placeholder_without_a_value_is_a_problem_and_no_value() {
        EnvironmentSource source = property("hardening.api-keys", "${NOT_SET}").source();
        assertNull(source.value("API_KEYS"));
        Problem problem = source.problems().get(0);
        assertEquals("API_KEYS", problem.name());
        assertEquals("HRD-1002", problem.code().text());
    }

    @Test
    void what_stands_in_the_environment_is_taken_as_it_stands() {
        assertEquals("a${B}c", variable("API_KEYS", "a${B}c").source().value("API_KEYS"));
    }

    @Test
    void files_of_a_configuration_tree_may_hold_secrets(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("API_KEYS"), "k");
        Files.writeString(directory.resolve("hardening.jwt-secret"), "s");
        sources.addFirst(new ConfigTreePropertySource("tree", directory));
        assertEquals("k", source().value("API_KEYS"));
        assertEquals("s", source().value("JWT_SECRET"));
        assertTrue(source().mayHoldSecret("API_KEYS"));
        assertTrue(source().mayHoldSecret("JWT_SECRET"));
    }

    @Test
    void tells_every_name_so_that_misspelt_ones_and_families_are_found() {
        EnvironmentSource source = property("hardening.rateLimitMax", "1")
                .property("hardening.api-key-2", "k")
                .property("spring.application.name", "x")
                .property("hardening.strict", "false")
                .variable("API_KEY_1", "k")
                .variable("HARDENING_CORS_MODE", "off")
                .source();
        source.value("RATE_LIMIT_MAX");
        source.value("HARDENING_STRICT");
        source.value("CORS_MODE");
        assertTrue(
                source.names()
                        .containsAll(
                                List.of("RATE_LIMIT_MAX", "API_KEY_1", "API_KEY_2", "HARDENING_STRICT", "CORS_MODE")),
                source.names().toString());
        assertFalse(source.names().contains("RATELIMITMAX"));
        assertFalse(source.names().contains("SPRING_APPLICATION_NAME"));
        assertFalse(source.prefixed().containsKey("STRICT"));
    }

    @Test
    void says_where_a_value_stands_and_not_what_it_is() {
        EnvironmentSource source = property("hardening.api-keys", "topsecret")
                .variable("JWT_SECRET", "topsecret")
                .source();
        assertTrue(String.valueOf(source.origin("API_KEYS")).contains("hardening.api-keys"), source.origin("API_KEYS"));
        assertTrue(String.valueOf(source.origin("JWT_SECRET")).contains("JWT_SECRET"), source.origin("JWT_SECRET"));
        assertFalse((source.origin("API_KEYS") + source.origin("JWT_SECRET")).contains("topsecret"));
        assertNull(source.origin("CORS_MODE"));
    }
}
