package dev.hardening.springboot;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Settings from Spring's environment. Its sources are asked in Spring's order, each for the property in any of its relaxed forms
 * and then for the library's own name. Only the variables of the process and the files of a configuration tree may hold secrets,
 * and their values are taken as they stand; in others placeholders are resolved, and a value that is one placeholder and nothing
 * else comes from where that one does. Used by one thread while the application starts.
 */
final class EnvironmentSource implements SettingSource {

    private static final Pattern ONE_PLACEHOLDER = Pattern.compile("\\$\\{([^${}:]+)}");

    /** One source of Spring's, and the same with relaxed names. */
    private record Place(PropertySource<?> plain, ConfigurationPropertySource relaxed) {

        boolean mayHoldSecrets() {
            return plain instanceof SystemEnvironmentPropertySource || plain instanceof ConfigTreePropertySource;
        }
    }

    private record Found(String value, boolean fromSecretPlace, String origin) {}

    private final ConfigurableEnvironment environment;
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Optional<Found>> found = new HashMap<>();
    private final Map<String, Problem> problems = new LinkedHashMap<>();

    EnvironmentSource(ConfigurableEnvironment environment) {
        this.environment = environment;
        for (PropertySource<?> source : environment.getPropertySources()) {
            ConfigurationPropertySource relaxed = source instanceof PropertySource.StubPropertySource
                    ? null
                    : ConfigurationPropertySource.from(source);
            if (relaxed != null) {
                places.add(new Place(source, relaxed));
            }
        }
    }

    @Override
    public @Nullable String value(String name) {
        return find(name).map(Found::value).orElse(null);
    }

    @Override
    public boolean mayHoldSecret(String name) {
        return find(name).map(Found::fromSecretPlace).orElse(false);
    }

    /** Says where the value of a setting stands, or returns null when there is none; never says the value. */
    @Nullable
    String origin(String name) {
        return find(name).map(Found::origin).orElse(null);
    }

    /** Returns what is wrong with values before anything is made of them. */
    List<Problem> problems() {
        return List.copyOf(problems.values());
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(prefixed().keySet());
        for (Place place : places) {
            for (String key : keys(place)) {
                if (PropertyName.isLibraryName(key)) {
                    names.add(key);
                }
            }
        }
        return names;
    }

    /**
     * Returns every setting that is named with the library's prefix, and under which key. A name that is spelt without hyphens is
     * the setting that was asked for and has the same letters.
     */
    Map<String, String> prefixed() {
        Map<String, String> asked = new HashMap<>();
        found.keySet().forEach(name -> asked.put(PropertyName.uniform(PropertyName.rest(name)), name));
        Map<String, String> named = new TreeMap<>();
        for (Place place : places) {
            for (String key : keys(place)) {
                String name = PropertyName.setting(key);
                if (name != null && !found.containsKey(key)) {
                    named.putIfAbsent(asked.getOrDefault(PropertyName.uniform(name), name), key);
                }
            }
        }
        return named;
    }

    private static String[] keys(Place place) {
        return place.plain() instanceof EnumerablePropertySource<?> source ? source.getPropertyNames() : new String[0];
    }

    private Optional<Found> find(String name) {
        Optional<Found> known = found.get(name);
        if (known == null) {
            known = places.stream()
                    .map(place -> find(place, name))
                    .flatMap(Optional::stream)
                    .findFirst();
            found.put(name, known);
        }
        return known;
    }

    private Optional<Found> find(Place place, String name) {
        ConfigurationPropertyName property = PropertyName.lookup(name);
        if (property != null) {
            ConfigurationProperty single = place.relaxed().getConfigurationProperty(property);
            String text = single == null ? list(place, property) : String.valueOf(single.getValue());
            Optional<Found> result = found(
                    place,
                    name,
                    text,
                    single == null || single.getOrigin() == null
                            ? place.plain().getName()
                            : String.valueOf(single.getOrigin()));
            if (result.isPresent()) {
                return result;
            }
        }
        Object plain = place.plain().getProperty(name);
        return found(
                place,
                name,
                plain == null ? null : plain.toString(),
                name + " in " + place.plain().getName());
    }

    /** Joins what stands as a list, in YAML say. */
    private static @Nullable String list(Place place, ConfigurationPropertyName property) {
        List<String> items = new ArrayList<>();
        ConfigurationProperty item;
        do {
            item = place.relaxed().getConfigurationProperty(property.append("[" + items.size() + "]"));
            if (item != null) {
                items.add(String.valueOf(item.getValue()));
            }
        } while (item != null);
        return items.isEmpty() ? null : String.join(",", items);
    }

    /** A blank value is none, so that an empty variable falls through to the next source. */
    private Optional<Found> found(Place place, String name, @Nullable String text, String origin) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        if (place.mayHoldSecrets()) {
            return Optional.of(new Found(text, true, origin));
        }
        Optional<String> pointedTo = ofSecretPlace(text);
        if (pointedTo.isPresent()) {
            return pointedTo.filter(value -> !value.isBlank()).map(value -> new Found(value, true, origin));
        }
        try {
            String value = environment.resolveRequiredPlaceholders(text);
            return value.isBlank() ? Optional.empty() : Optional.of(new Found(value, false, origin));
        } catch (IllegalArgumentException unresolvable) {
            problems.put(
                    name,
                    Problem.refuse(
                            ProblemCode.MALFORMED,
                            name,
                            "has a placeholder for which there is no value",
                            "set what it names, or give it a default: ${NAME:default}"));
            return Optional.empty();
        }
    }

    /**
     * Returns what stands in a place for secrets under the one name that the text points to, as it is: a placeholder in it
     * would let another place say the secret.
     */
    private Optional<String> ofSecretPlace(String text) {
        Matcher placeholder = ONE_PLACEHOLDER.matcher(text.trim());
        if (!placeholder.matches()) {
            return Optional.empty();
        }
        String name = placeholder.group(1);
        return places.stream()
                .filter(place -> place.plain().getProperty(name) != null)
                .findFirst()
                .filter(Place::mayHoldSecrets)
                .map(place -> String.valueOf(place.plain().getProperty(name)));
    }
}
