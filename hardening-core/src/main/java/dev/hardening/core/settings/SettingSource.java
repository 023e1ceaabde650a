package dev.hardening.core.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place that holds values by name. Sources are read while settings are built and not afterwards; implementations
 * need not be safe for use by several threads.
 */
public interface SettingSource {

    /** Returns the value as it stands, or null when there is none. */
    @Nullable
    String value(String name);

    /** Returns every name that has a value, so that misspelt ones can be found. */
    Set<String> names();

    /**
     * Tells whether a secret under this name may be used in production. Only the environment and files that it names
     * may hold secrets: init-params lie in version control and system properties in process lists.
     */
    boolean mayHoldSecret(String name);

    /** Returns the environment of this process. */
    static SettingSource environment() {
        return new MapSource(System.getenv(), true);
    }

    /** Returns a source with the given values in the role of the environment, secrets included. */
    static SettingSource environment(Map<String, String> values) {
        return new MapSource(values, true);
    }

    /** Returns a source with the given values, which is no place for secrets of production. */
    static SettingSource of(Map<String, String> values) {
        return new MapSource(values, false);
    }

    /** Returns a source that asks this one first and the other for names that have no value here. */
    default SettingSource orElse(SettingSource other) {
        return new LayeredSource(this, other);
    }

    /** Returns a source with a value for one name where this one has none: the way to declare an app's own default. */
    default SettingSource withDefault(String name, String value) {
        Map<String, String> one = new LinkedHashMap<>();
        one.put(name, value);
        return orElse(new MapSource(one, true));
    }
}
