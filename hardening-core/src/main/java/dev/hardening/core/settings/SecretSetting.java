package dev.hardening.core.settings;

import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The declaration of one secret: its names and the rule that it must obey. Each name may be replaced by
 * {@code NAME_FILE}, which holds the path of a file with the value. Immutable.
 */
public final class SecretSetting {

    private final List<String> names;
    private final SecretRule rule;
    private final Set<SecretWeakness> everywhere;

    private SecretSetting(List<String> names, SecretRule rule, Set<SecretWeakness> everywhere) {
        this.names = List.copyOf(names);
        this.rule = Objects.requireNonNull(rule, "rule");
        this.everywhere = Set.copyOf(everywhere);
    }

    /** Declares a secret under one name. */
    public static SecretSetting of(String name, SecretRule rule) {
        return new SecretSetting(List.of(name), rule, Set.of());
    }

    /** Adds another name for the same secret. */
    public SecretSetting or(String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return new SecretSetting(all, rule, everywhere);
    }

    /**
     * Lets what the rule refuses because of these weaknesses keep a service from starting in development as well, where
     * it is a warning otherwise.
     */
    public SecretSetting refusingEverywhere(SecretWeakness first, SecretWeakness... more) {
        return new SecretSetting(names, rule, EnumSet.of(first, more));
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

    boolean refusesEverywhere(SecretWeakness weakness) {
        return everywhere.contains(weakness);
    }

    static String fileName(String name) {
        return name + "_FILE";
    }
}
