package dev.hardening.core.settings;

import dev.hardening.core.secret.SecretRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The declaration of one secret: its names and the rule that it must obey. Each name may be replaced by
 * {@code NAME_FILE}, which holds the path of a file with the value. Immutable.
 */
public final class SecretSetting {

    private final List<String> names;
    private final SecretRule rule;

    private SecretSetting(List<String> names, SecretRule rule) {
        this.names = List.copyOf(names);
        this.rule = Objects.requireNonNull(rule, "rule");
    }

    /** Declares a secret under one name. */
    public static SecretSetting of(String name, SecretRule rule) {
        return new SecretSetting(List.of(name), rule);
    }

    /** Adds another name for the same secret. */
    public SecretSetting or(String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return new SecretSetting(all, rule);
    }

    /** Returns the name that stands first. */
    public String name() {
        return names.get(0);
    }

    /** Returns all names. */
    public List<String> names() {
        return names;
    }

    /** Returns the rule. */
    public SecretRule rule() {
        return rule;
    }

    static String fileName(String name) {
        return name + "_FILE";
    }
}
