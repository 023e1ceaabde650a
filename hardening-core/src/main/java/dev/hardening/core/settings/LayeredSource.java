package dev.hardening.core.settings;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two sources, the first of which wins. */
final class LayeredSource implements SettingSource {

    private final SettingSource first;
    private final SettingSource second;

    LayeredSource(SettingSource first, SettingSource second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public @Nullable String value(String name) {
        String value = first.value(name);
        return value != null ? value : second.value(name);
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(first.names());
        names.addAll(second.names());
        return names;
    }

    @Override
    public boolean mayHoldSecret(String name) {
        return first.value(name) != null ? first.mayHoldSecret(name) : second.mayHoldSecret(name);
    }
}
