package dev.hardening.core.settings;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretFile;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.secret.SecretFinding;
import dev.hardening.core.secret.SecretGenerator;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link SettingReader} that reads secrets: from the value or from the file that {@code NAME_FILE} names,
 * never from both; checked against the secret's rule; and compared with every other secret at the end. Outside
 * production a rule's refusals are warnings, but for those that the {@link SecretSetting} says.
 */
public final class Secrets {

    private final SettingSource source;
    private final RunMode mode;
    private final Consumer<Problem> problems;
    private final Map<String, Secret> read = new LinkedHashMap<>();
    private final Map<String, Secret> lists = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    Secrets(SettingSource source, RunMode mode, Consumer<Problem> problems) {
        this.source = source;
        this.mode = mode;
        this.problems = problems;
    }

    /** Reads a secret that may be absent. */
    public Optional<Secret> find(SecretSetting setting) {
        @Nullable Secret result = null;
        List<String> used = new ArrayList<>();
        for (String name : setting.names()) {
            Secret secret = value(name);
            if (secret != null) {
                if (result != null && !result.equals(secret)) {
                    problems.accept(Problem.refuse(
                            ProblemCode.NAMES_DISAGREE,
                            String.join(", ", used) + ", " + name,
                            "are names for one secret but have different values",
                            "keep one of them"));
                }
                result = result == null ? secret : result;
                used.add(name);
            }
        }
        if (result != null) {
            check(result, setting.rule(), setting::refusesEverywhere);
            read.putIfAbsent(setting.name(), result);
        }
        return Optional.ofNullable(result);
    }

    /** Reads a secret that must be present; its absence is a problem and reads as empty. */
    public Optional<Secret> require(SecretSetting setting) {
        Optional<Secret> secret = find(setting);
        boolean given = setting.names().stream()
                .anyMatch(n -> source.value(n) != null || source.value(SecretSetting.fileName(n)) != null);
        if (secret.isEmpty() && !given) {
            problems.accept(Problem.refuse(
                    ProblemCode.MISSING,
                    setting.name(),
                    "is required but not set",
                    "set it, for example with "
                            + "openssl rand -hex 32, or name a file that holds it in "
                            + SecretSetting.fileName(setting.name())));
        }
        return secret;
    }

    /** Reads a secret that must be present in production and is made up, with a warning, elsewhere. */
    public Optional<Secret> requireOrGenerate(SecretSetting setting) {
        if (mode.isProduction()) {
            return require(setting);
        }
        Optional<Secret> secret = find(setting);
        if (secret.isPresent()) {
            return secret;
        }
        problems.accept(Problem.warn(
                ProblemCode.GENERATED,
                setting.name(),
                "is not set, so a random one is used until the process ends",
                "set it, for example with openssl rand -hex 32"));
        return Optional.of(new SecretGenerator().hex(setting.name(), 32));
    }

    /** Returns the file that a secret comes from, when it comes from one, so that it can be read again. */
    public Optional<Path> file(SecretSetting setting) {
        return setting.names().stream()
                .map(name -> source.value(SecretSetting.fileName(name)))
                .filter(path -> path != null)
                .findFirst()
                .flatMap(path -> path(setting.name(), path));
    }

    /** Adds a secret that was read by other means, such as one item of a list, to those that are checked. */
    public void add(Secret secret, SecretRule rule) {
        check(secret, rule, weakness -> false);
        read.putIfAbsent(secret.name(), secret);
    }

    /** Returns every secret that was read, so that logs can be kept free of them. */
    public List<Secret> all() {
        return List.copyOf(read.values());
    }

    /** Tells a problem in production and a warning elsewhere. */
    public void report(Problem problem) {
        problems.accept(mode.isProduction() ? problem : problem.as(Severity.WARN));
    }

    /** Reads the text under one name, from the value or the file, without any rule. For lists of keys. */
    public Optional<Secret> raw(String name) {
        Optional<Secret> text = Optional.ofNullable(value(name));
        text.ifPresent(secret -> lists.putIfAbsent(name, secret));
        return text;
    }

    /** Returns every secret and every list of secrets that was read, by name. */
    public Map<String, Secret> byName() {
        Map<String, Secret> all = new LinkedHashMap<>(lists);
        all.putAll(read);
        return Collections.unmodifiableMap(all);
    }

    void checkDistinct() {
        for (SecretFinding finding : SecretRule.distinct(read.values())) {
            report(problem(finding));
        }
    }

    /** Returns the names, and those of files, under which secrets were looked for so far. */
    public Set<String> knownNames() {
        return Collections.unmodifiableSet(known);
    }

    private @Nullable Secret value(String name) {
        String fileName = SecretSetting.fileName(name);
        known.add(name);
        known.add(fileName);
        String value = source.value(name);
        String file = source.value(fileName);
        if (value != null && file != null) {
            problems.accept(Problem.refuse(
                    ProblemCode.VALUE_AND_FILE,
                    name + ", " + fileName,
                    "are both set, so it is not clear which one counts",
                    "keep one of them"));
            return null;
        }
        if (file != null) {
            return path(fileName, file.trim()).map(path -> fromFile(name, path)).orElse(null);
        }
        if (value == null) {
            return null;
        }
        if (mode.isProduction() && !source.mayHoldSecret(name)) {
            problems.accept(Problem.refuse(
                    ProblemCode.SECRET_MISPLACED,
                    name,
                    "is a secret and does not come from the environment",
                    "set the environment variable, or " + fileName));
        }
        return Secret.ofUtf8(name, value);
    }

    private @Nullable Secret fromFile(String name, Path path) {
        try {
            return SecretFile.read(name, path);
        } catch (SecretFileException e) {
            problems.accept(Problem.refuse(
                    ProblemCode.FILE_UNUSABLE,
                    SecretSetting.fileName(name),
                    "names a file that cannot be used: "
                            + e.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    "name a readable file that holds the secret and nothing else"));
            return null;
        }
    }

    private Optional<Path> path(String name, String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            problems.accept(Problem.refuse(ProblemCode.FILE_UNUSABLE, name, "is not a path", "write a path"));
            return Optional.empty();
        }
    }

    private void check(Secret secret, SecretRule rule, Predicate<SecretWeakness> everywhere) {
        for (SecretFinding finding : rule.check(secret)) {
            Problem problem = problem(finding);
            if (finding.severity() != SecretFinding.Severity.REFUSE) {
                problems.accept(problem.as(Severity.WARN));
            } else if (everywhere.test(finding.weakness())) {
                problems.accept(problem);
            } else {
                report(problem);
            }
        }
    }

    private static Problem problem(SecretFinding finding) {
        return Problem.refuse(code(finding.weakness()), finding.name(), finding.problem(), finding.cure());
    }

    private static ProblemCode code(SecretWeakness weakness) {
        return switch (weakness) {
            case EMPTY -> ProblemCode.MISSING;
            case TOO_SHORT, TOO_FEW_RANDOM_BYTES, FEW_RANDOM_BYTES, UUID -> ProblemCode.SECRET_SHORT;
            case NOT_HEX -> ProblemCode.MALFORMED;
            case PREDICTABLE_UUID, FEW_DISTINCT_CHARACTERS, SEQUENCE, REPETITION, ENCODED_TEXT, COMMON_WORD, WORDS ->
                ProblemCode.SECRET_GUESSABLE;
            case PLACEHOLDER -> ProblemCode.SECRET_PLACEHOLDER;
            case KNOWN_PUBLIC, KNOWN_DEFAULT -> ProblemCode.SECRET_PUBLIC;
            case QUOTED, HALF_QUOTED -> ProblemCode.QUOTED;
            case WHITE_SPACE, SURROUNDING_WHITE_SPACE, CONTROL_CHARACTER, NOT_ASCII -> ProblemCode.SECRET_CHARACTERS;
            case SHARED -> ProblemCode.SECRET_SHARED;
        };
    }
}
