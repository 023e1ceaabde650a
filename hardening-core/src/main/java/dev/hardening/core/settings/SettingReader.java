package dev.hardening.core.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads declared settings from one source and keeps every problem, so that {@link #finish()} reports all of them at
 * once. A setting that is wrong reads as unset, which lets the reading go on. Used by one thread while an app starts.
 */
public final class SettingReader {

    /** Turns every warning into a refusal. */
    public static final Setting<Boolean> STRICT =
            Setting.bool("HARDENING_STRICT").orElse(false);

    private final SettingSource source;
    private final RunMode mode;
    private final boolean strict;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, String> effective = new TreeMap<>();
    private final Secrets secrets;

    private SettingReader(SettingSource source, RunModeRule rule) {
        this.source = Objects.requireNonNull(source, "source");
        this.strict = read(STRICT);
        known.addAll(RunModeRule.NAMES);
        Boolean developmentMode = find(RunModeRule.DEVELOPMENT_MODE).orElse(null);
        this.mode = rule.resolve(source, developmentMode, problems::add);
        effective.put(RunModeRule.NAMES.get(0), mode.name());
        this.secrets = new Secrets(source, mode, problems::add);
    }

    /** Returns a reader in whose source no mode means production. */
    public static SettingReader of(SettingSource source) {
        return new SettingReader(source, RunModeRule.UNSET_IS_PRODUCTION);
    }

    /** Returns a reader with a rule of its own for the run mode. */
    public static SettingReader of(SettingSource source, RunModeRule rule) {
        return new SettingReader(source, rule);
    }

    /** Returns the run mode. */
    public RunMode mode() {
        return mode;
    }

    /**
     * Reads a setting that has a default.
     *
     * @throws IllegalArgumentException when it has none: then {@link #find} or {@link #require} is meant
     */
    public <T> T read(Setting<T> setting) {
        T fallback = setting.fallback()
                .orElseThrow(() -> new IllegalArgumentException(setting + " has no default; use find or require"));
        return find(setting).orElse(fallback);
    }

    /** Reads a setting that may be absent; its default, if it has one, counts. */
    public <T> Optional<T> find(Setting<T> setting) {
        List<String> used = new ArrayList<>();
        @Nullable T result = null;
        @Nullable String written = null;
        boolean agree = true;
        for (Setting.Spelling<T> spelling : setting.spellings()) {
            known.add(spelling.name());
            String text = source.value(spelling.name());
            if (text != null) {
                written = written == null ? text.trim() : written;
                T value = parse(spelling, text.trim());
                if (value != null) {
                    agree &= result == null || result.equals(value);
                    result = result == null ? value : result;
                    used.add(spelling.name());
                }
            }
        }
        if (!agree) {
            add(Problem.refuse(
                    ProblemCode.NAMES_DISAGREE,
                    String.join(", ", used),
                    "are names for one setting but have different values",
                    "keep one of them, or give all the same meaning"));
        }
        Optional<T> value = result != null ? Optional.of(result) : setting.fallback();
        effective.put(setting.name(), effective(value.orElse(null), written, result != null));
        return value;
    }

    /** Reads a setting that must be present; its absence is a problem and reads as empty. */
    public <T> Optional<T> require(Setting<T> setting) {
        int before = problems.size();
        Optional<T> value = find(setting);
        if (value.isEmpty() && problems.size() == before) {
            add(Problem.refuse(ProblemCode.MISSING, setting.name(), "is required but not set", "set it"));
        }
        return value;
    }

    /** Tells whether any of the setting's names has a value, valid or not. */
    public boolean isSet(Setting<?> setting) {
        return setting.names().stream().anyMatch(this::isSet);
    }

    /** Tells whether a name has a value, valid or not. */
    public boolean isSet(String name) {
        return source.value(name) != null;
    }

    /** Returns the names of a setting that have a value, with commas between, or its first name: for problems. */
    public String nameInUse(Setting<?> setting) {
        List<String> used = setting.names().stream().filter(this::isSet).toList();
        return used.isEmpty() ? setting.name() : String.join(", ", used);
    }

    /** Returns the names with a value that match, sorted: a family such as {@code API_KEY_1}, {@code API_KEY_2}. */
    public List<String> family(Predicate<String> member) {
        List<String> names = source.names().stream()
                .filter(name -> source.value(name) != null && member.test(name))
                .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
                .toList();
        known.addAll(names);
        return names;
    }

    /** Returns the names that match and are set without a value, sorted: what somebody has forgotten to fill in. */
    public List<String> empty(Predicate<String> member) {
        return source.names().stream()
                .filter(name -> source.value(name) == null && member.test(name))
                .sorted()
                .toList();
    }

    /** Returns the part of this reader that reads secrets. */
    public Secrets secrets() {
        return secrets;
    }

    /** Builds settings whose own rules may refuse them; the problems are kept and the result is then empty. */
    public <T> Optional<T> build(Supplier<T> builder) {
        try {
            return Optional.of(builder.get());
        } catch (InvalidSettingsException e) {
            e.problems().forEach(this::add);
            return Optional.empty();
        }
    }

    /** Adds a problem that a room has found in what it read. */
    public void add(Problem problem) {
        problems.add(problem);
    }

    /**
     * Warns, in production and in one problem, of those settings that nobody has set, so that whoever runs the service has
     * once decided about each (guide row E-25).
     *
     * @param settings what matters, by the name under which the service's own manual has it
     */
    public void warnOfDefaults(Map<String, Setting<?>> settings) {
        List<String> left = new TreeMap<>(settings)
                .entrySet().stream()
                        .filter(entry -> !isSet(entry.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        if (mode.isProduction() && !left.isEmpty()) {
            add(Problem.warn(
                    ProblemCode.LEFT_AT_DEFAULT,
                    String.join(", ", left),
                    left.size() == 1 ? "is left at its default" : "are left at their defaults",
                    "set what suits this service, even where that is the default"));
        }
    }

    /** Ends the reading: looks for misspelt names and for secrets used twice, and returns all that was found. */
    public SettingReport finish() {
        secrets.checkDistinct();
        known.addAll(secrets.knownNames());
        for (String name : source.names()) {
            String meant = known.contains(name) || source.value(name) == null ? null : NearName.of(name, known);
            if (meant != null) {
                add(Problem.warn(
                        ProblemCode.NAME_MISSPELT,
                        name,
                        "is not a known setting but looks like " + meant,
                        "rename it to " + meant + ", or remove it"));
            }
        }
        List<Problem> all = problems.stream()
                .map(p -> strict ? p.as(Severity.REFUSE) : p)
                .sorted(Comparator.comparing(Problem::severity).reversed())
                .toList();
        return new SettingReport(mode, all);
    }

    /**
     * Returns what was read so far, by the first name of each setting, in an order of its own: the value that counts, so
     * that other names, other units and a default that is written out make no difference where the type allows it. Secrets
     * are not in it; see {@link Secrets#byName()}.
     */
    public Map<String, String> effective() {
        return Map.copyOf(effective);
    }

    /** Returns every name that was asked for so far, also those that have no value: what an environment may hold. */
    public Set<String> knownNames() {
        Set<String> names = new TreeSet<>(known);
        names.addAll(secrets.knownNames());
        return names;
    }

    /** Texts of these types say the same in every process; others need not even say anything. */
    private static String effective(@Nullable Object value, @Nullable String written, boolean valid) {
        if (value instanceof Enum<?> constant && (valid || written == null)) {
            return constant.name();
        }
        boolean number = value instanceof Number || value instanceof Duration;
        if ((number || value instanceof Boolean || value instanceof String) && (valid || written == null)) {
            return String.valueOf(value);
        }
        return written == null ? "" : written;
    }

    private <T> @Nullable T parse(Setting.Spelling<T> spelling, String text) {
        try {
            return spelling.parser().parse(text);
        } catch (BadValueException e) {
            add(e.problem(spelling.name()));
            return null;
        }
    }
}
