package dev.hardening.core.roles;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which permissions each role has. Immutable. Guide row E-60. */
public final class RoleSettings {

    /**
     * Roles with their permissions, such as {@code admin=flags.read+flags.write;user=items.write}; none by default. They
     * come on top of those that the application declares by code.
     */
    public static final Setting<Map<String, Set<String>>> PERMISSIONS =
            Setting.parsed("ROLE_PERMISSIONS", RoleSettings::parse).orElse(Map.of());

    /** Whether a refused request ends; see {@link Enforcement}. */
    public static final Setting<Enforcement> MODE =
            Setting.word("ROLES_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private static final int LONGEST_NAME = 64;

    private final Map<String, Set<String>> permissions;
    private final Enforcement enforcement;

    private RoleSettings(Builder builder) {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        builder.permissions.forEach((role, granted) -> all.put(role, Set.copyOf(granted)));
        this.permissions = Map.copyOf(all);
        this.enforcement = builder.enforcement;
    }

    /** Starts with no role that has a permission. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static RoleSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /** Does the same on top of what an application has declared by code. */
    public static RoleSettings read(SettingReader reader, Builder base) {
        Enforcement enforcement = reader.read(MODE);
        if (enforcement != Enforcement.ENFORCE) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    MODE.name(),
                    "lets callers pass who lack the role or the permission",
                    "set ROLES_MODE=enforce"));
        }
        reader.read(PERMISSIONS).forEach(base::role);
        return base.enforcement(enforcement).build();
    }

    /** Tells whether the role has the permission. */
    boolean grants(String role, String permission) {
        Set<String> granted = permissions.get(role);
        return granted != null && granted.contains(permission);
    }

    /** Returns every permission that some role has: a route that asks for another one serves nobody. */
    public Set<String> permissions() {
        Set<String> all = new TreeSet<>();
        permissions.values().forEach(all::addAll);
        return all;
    }

    /** Returns whether refusals count. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return permissions.size() + " roles with " + permissions().size() + " permissions, " + enforcement.summary();
    }

    @Override
    public String toString() {
        return "RoleSettings[" + summary() + "]";
    }

    private static Map<String, Set<String>> parse(String text) {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        for (String entry : text.split(";", -1)) {
            if (!entry.isBlank()) {
                int equals = entry.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("each role has its permissions behind an equals sign");
                }
                Set<String> granted = new LinkedHashSet<>();
                for (String permission : entry.substring(equals + 1).split("\\+", -1)) {
                    granted.add(name(permission.trim()));
                }
                if (all.put(name(entry.substring(0, equals).trim()), granted) != null) {
                    throw new IllegalArgumentException("a role stands there twice");
                }
            }
        }
        return Map.copyOf(all);
    }

    private static String name(String text) {
        boolean good = text.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "._:-".indexOf(c) >= 0);
        if (!good || text.isEmpty() || text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "roles and permissions have 1 to 64 letters, digits, dots, colons, hyphens and underscores");
        }
        return text;
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private final Map<String, Set<String>> permissions = new LinkedHashMap<>();
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /** Gives permissions to a role, besides those that it has already; throws {@link IllegalArgumentException} for what is no name. */
        public Builder role(String name, String... granted) {
            return role(name, Arrays.asList(granted));
        }

        /** Gives permissions to a role, besides those that it has already; throws {@link IllegalArgumentException} for what is no name. */
        public Builder role(String name, Collection<String> granted) {
            Set<String> all = permissions.computeIfAbsent(RoleSettings.name(name), key -> new LinkedHashSet<>());
            granted.forEach(permission -> all.add(RoleSettings.name(permission)));
            return this;
        }

        /** Says whether refusals count. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "enforcement");
            return this;
        }

        /** Returns the settings. */
        public RoleSettings build() {
            return new RoleSettings(this);
        }
    }
}
