package dev.hardening.core.settings;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values from a map. A blank value counts as none, so that an empty variable falls through to the next source. */
final class MapSource implements SettingSource {

    private final Map<String, String> values;
    private final boolean holdsSecrets;

    MapSource(Map<String, String> values, boolean holdsSecrets) {
        this.values = Map.copyOf(values);
        this.holdsSecrets = holdsSecrets;
    }

    @Override
    public @Nullable String value(String name) {
        String value = values.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    @Override
    public Set<String> names() {
        return values.keySet();
    }

    @Override
    public boolean mayHoldSecret(String name) {
        return holdsSecrets;
    }
}
