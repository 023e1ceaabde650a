package dev.hardening.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the run mode is found: from {@code NODE_ENV}, {@code FLASK_ENV} or {@code ENVIRONMENT}, which must agree, and from
 * {@code DEVELOPMENT_MODE}, which may say development where nothing says production. When nothing is said, the default
 * is production.
 */
public enum RunModeRule {
    /** No mode means production (guide row C-01). */
    UNSET_IS_PRODUCTION,
    /** No mode means development, with a warning (guide row V-02). */
    UNSET_IS_DEVELOPMENT,
    /** No mode is a problem (guide row E-01). */
    UNSET_IS_REFUSED;

    /** The boolean name of the development mode. */
    public static final Setting<Boolean> DEVELOPMENT_MODE = Setting.bool("DEVELOPMENT_MODE");

    static final List<String> NAMES = List.of("NODE_ENV", "FLASK_ENV", "ENVIRONMENT");

    RunMode resolve(SettingSource source, @Nullable Boolean developmentMode, Consumer<Problem> problems) {
        List<String> used = new ArrayList<>();
        Set<RunMode> modes = new TreeSet<>();
        for (String name : NAMES) {
            String value = source.value(name);
            if (value != null) {
                RunMode mode = parse(value.trim());
                if (mode == null) {
                    problems.accept(Problem.refuse(
                            ProblemCode.UNKNOWN_WORD,
                            name,
                            "is not a run mode",
                            "write production, development or test"));
                } else {
                    used.add(name);
                    modes.add(mode);
                }
            }
        }
        if (Boolean.TRUE.equals(developmentMode)) {
            used.add(DEVELOPMENT_MODE.name());
            modes.add(modes.contains(RunMode.TEST) ? RunMode.TEST : RunMode.DEVELOPMENT);
        }
        if (modes.size() > 1) {
            problems.accept(Problem.refuse(
                    ProblemCode.MODES_DISAGREE,
                    String.join(", ", used),
                    "name different run modes",
                    "set only one of them, or give all the same meaning"));
        }
        return modes.isEmpty() ? unset(problems) : modes.iterator().next();
    }

    private RunMode unset(Consumer<Problem> problems) {
        return switch (this) {
            case UNSET_IS_PRODUCTION -> RunMode.PRODUCTION;
            case UNSET_IS_DEVELOPMENT -> {
                problems.accept(Problem.warn(
                        ProblemCode.MODE_UNSET,
                        NAMES.get(0),
                        "is not set, so the service runs in development mode",
                        "set NODE_ENV=production where real users are"));
                yield RunMode.DEVELOPMENT;
            }
            case UNSET_IS_REFUSED -> {
                problems.accept(Problem.refuse(
                        ProblemCode.MODE_UNSET,
                        NAMES.get(0),
                        "is not set",
                        "set NODE_ENV to production, development or test"));
                yield RunMode.PRODUCTION;
            }
        };
    }

    private static @Nullable RunMode parse(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "production", "staging" -> RunMode.PRODUCTION;
            case "development" -> RunMode.DEVELOPMENT;
            case "test" -> RunMode.TEST;
            default -> null;
        };
    }
}
