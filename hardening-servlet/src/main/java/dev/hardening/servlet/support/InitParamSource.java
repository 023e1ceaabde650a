package dev.hardening.servlet.support;

import dev.hardening.core.settings.SettingSource;
import jakarta.servlet.FilterConfig;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The init-params of one filter under the same names as in the environment. They are no place for secrets. */
final class InitParamSource implements SettingSource {

    private final FilterConfig config;

    InitParamSource(FilterConfig config) {
        this.config = config;
    }

    @Override
    public @Nullable String value(String name) {
        String value = config.getInitParameter(name);
        return value == null || value.isBlank() ? null : value;
    }

    @Override
    public Set<String> names() {
        return new HashSet<>(Collections.list(config.getInitParameterNames()));
    }

    @Override
    public boolean mayHoldSecret(String name) {
        return false;
    }
}
