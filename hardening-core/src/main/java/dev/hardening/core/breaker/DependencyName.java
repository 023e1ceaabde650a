package dev.hardening.core.breaker;

import java.util.Locale;
import java.util.regex.Pattern;

/** The name of a dependency, and how the names of its own variables are made from it. */
final class DependencyName {

    private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    private DependencyName() {}

    /** Returns the name, or throws {@link IllegalArgumentException}: it becomes a label of metrics and part of a name. */
    static String checked(String name) {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a dependency's name is a letter and up to 63 letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    /** Returns {@code PROMPT_SERVICE} for {@code prompt-service}. */
    static String inVariables(String name) {
        return checked(name).toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }
}
