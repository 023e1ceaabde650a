package dev.hardening.springboot;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** What tests say in place of the environment of the process. */
final class Keys {

    static final String KEY = "1lO0kzWtTFhRBWnqvaQyRNsi0KuIfQDgBv9xMZL3cGs=";

    private Keys() {}

    static <C extends ConfigurableApplicationContext> ApplicationContextInitializer<C> variables(String... pairs) {
        return context -> TestPropertyValues.of(pairs)
                .applyTo(
                        context.getEnvironment(),
                        TestPropertyValues.Type.SYSTEM_ENVIRONMENT,
                        "variables-systemEnvironment");
    }
}
