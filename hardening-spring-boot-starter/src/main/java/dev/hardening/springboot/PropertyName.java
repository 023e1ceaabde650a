package dev.hardening.springboot;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** How the library's names read as properties: {@code RATE_LIMIT_MAX} is {@code hardening.rate-limit-max}. */
final class PropertyName {

    static final String PREFIX = "hardening.";

    private static final String OWN = "HARDENING_";
    private static final Pattern LIBRARY_NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    private PropertyName() {}

    /** Returns the property for a setting; what begins with the library's own name does not say it twice. */
    static String of(String setting) {
        return PREFIX + rest(setting).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the setting's name without the library's own, which few begin with. */
    static String rest(String setting) {
        return setting.startsWith(OWN) ? setting.substring(OWN.length()) : setting;
    }

    /** Returns the same for lookups, or null for a name that can be none. */
    static @Nullable ConfigurationPropertyName lookup(String setting) {
        String property = of(setting);
        return ConfigurationPropertyName.isValid(property) ? ConfigurationPropertyName.of(property) : null;
    }

    /** Tells whether this is the form of a setting's own name. */
    static boolean isLibraryName(String name) {
        return LIBRARY_NAME.matcher(name).matches();
    }

    /** Returns the setting that a property or a variable with the prefix means, or null when it has none. */
    static @Nullable String setting(String key) {
        String rest = key.startsWith(PREFIX)
                ? key.substring(PREFIX.length())
                : key.startsWith(OWN) ? key.substring(OWN.length()) : "";
        int index = rest.indexOf('[');
        String plain = index < 0 ? rest : rest.substring(0, index);
        return plain.isEmpty()
                ? null
                : plain.toUpperCase(Locale.ROOT).replace('-', '_'); // Spring tells a dot from a dash, too
    }

    /** Returns what all spellings of one name have in common. */
    static String uniform(String setting) {
        return setting.replace("_", "");
    }
}
