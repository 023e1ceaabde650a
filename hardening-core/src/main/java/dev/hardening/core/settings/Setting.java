package dev.hardening.core.settings;

import dev.hardening.core.net.CidrSet;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one value: every name it goes by, each with its own unit and range, and the default. Immutable;
 * meant for constants beside the settings that use it. The first name is the one that messages use when none is set.
 *
 * @param <T> the type of the value, which must have a meaningful {@code equals}, because names must agree
 */
public final class Setting<T> {

    private final List<Spelling<T>> spellings;
    private final @Nullable T fallback;

    private Setting(List<Spelling<T>> spellings, @Nullable T fallback) {
        this.spellings = List.copyOf(spellings);
        this.fallback = fallback;
    }

    private static <T> Setting<T> one(String name, ValueParser<T> parser) {
        return new Setting<>(List.of(new Spelling<>(name, parser)), null);
    }

    /** Declares a text of any form. */
    public static Setting<String> text(String name) {
        return one(name, value -> value);
    }

    /** Declares a boolean: {@code true false 1 0 yes no on off} in any case. */
    public static Setting<Boolean> bool(String name) {
        return one(name, ValueParsers::bool);
    }

    /** Declares a whole number in plain decimal, without sign, unit or separators. */
    public static Setting<Integer> integer(String name, int min, int max) {
        return one(name, value -> Math.toIntExact(ValueParsers.whole(value, min, max)));
    }

    /** Declares a whole number of bytes. */
    public static Setting<Long> bytes(String name, long min, long max) {
        return one(name, value -> ValueParsers.whole(value, min, max));
    }

    /** Declares a span in whole milliseconds. */
    public static Setting<Duration> millis(String name, long min, long max) {
        return span(name, ChronoUnit.MILLIS, min, max);
    }

    /** Declares a span in whole seconds. */
    public static Setting<Duration> seconds(String name, long min, long max) {
        return span(name, ChronoUnit.SECONDS, min, max);
    }

    /** Declares a span in one unit, whose number is what the variable holds. */
    public static Setting<Duration> span(String name, ChronoUnit unit, long min, long max) {
        return one(name, value -> Duration.of(ValueParsers.whole(value, min, max), unit));
    }

    /** Declares a span in seconds that may have a fraction, above zero, written with a dot: {@code 0.2}. */
    public static Setting<Duration> decimalSeconds(String name, int max) {
        return one(name, value -> ValueParsers.decimalSeconds(value, BigDecimal.valueOf(max)));
    }

    /** Declares one of the constants of an enum, in any case, with hyphens for underscores. */
    public static <E extends Enum<E>> Setting<E> word(String name, Class<E> type) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        return one(name, value -> ValueParsers.word(value, constants, Setting::wordOf));
    }

    /**
     * Declares a value of a type with a parser of its own. The parser refuses by {@link IllegalArgumentException},
     * whose message becomes a part of the report and so must not repeat the value.
     */
    public static <T> Setting<T> parsed(String name, Function<String, T> parser) {
        return one(name, value -> ValueParsers.guarded(value, parser));
    }

    /** Declares a path of this system; whether anything is there is asked by whoever uses it. */
    public static Setting<Path> path(String name) {
        return parsed(name, value -> {
            try {
                return Path.of(value);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("it is no path of this system", e);
            }
        });
    }

    /** Declares a list with commas between: blanks dropped, empty items skipped, equal items merged, order kept. */
    public static <T> Setting<Set<T>> list(String name, Function<String, T> item) {
        return one(name, value -> {
            Set<T> items = new LinkedHashSet<>();
            for (String part : value.split(",", -1)) {
                if (!part.isBlank()) {
                    items.add(ValueParsers.guarded(part.trim(), item));
                }
            }
            return items;
        });
    }

    /**
     * Declares networks and addresses with commas between, blanks dropped and empty entries skipped. A report names the
     * entry that is none by its number and does not repeat it.
     */
    public static Setting<CidrSet> networks(String name) {
        return one(name, value -> ValueParsers.guarded(value, ValueParsers::networks));
    }

    /** Adds another name with the same form. */
    public Setting<T> or(String name) {
        return or(one(name, spellings.get(0).parser()));
    }

    /** Adds another setting's names with their own forms: the way to say the same in other units. */
    public Setting<T> or(Setting<T> other) {
        List<Spelling<T>> all = new ArrayList<>(spellings);
        all.addAll(other.spellings);
        return new Setting<>(all, fallback);
    }

    /** Gives the value to use when no name is set. */
    public Setting<T> orElse(T value) {
        return new Setting<>(spellings, value);
    }

    /** Translates the value, for every name alike. The default is lost: give it again afterwards. */
    public <R> Setting<R> map(Function<T, R> translation) {
        return new Setting<>(
                spellings.stream()
                        .map(s -> new Spelling<R>(
                                s.name(), value -> translation.apply(s.parser().parse(value))))
                        .toList(),
                null);
    }

    /** Returns the name that stands first. */
    public String name() {
        return spellings.get(0).name();
    }

    /** Returns all names, the first one first. */
    public List<String> names() {
        return spellings.stream().map(Spelling::name).toList();
    }

    /** Returns the value that is used when no name is set, if there is one. */
    public Optional<T> fallback() {
        return Optional.ofNullable(fallback);
    }

    /**
     * Reads a value as if it stood under the first name.
     *
     * @throws InvalidSettingsException when the value does not obey the declaration
     */
    public T parse(String value) {
        try {
            return spellings.get(0).parser().parse(value);
        } catch (BadValueException e) {
            throw new InvalidSettingsException(e.problem(name()));
        }
    }

    List<Spelling<T>> spellings() {
        return spellings;
    }

    static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return spellings.stream().map(Spelling::name).collect(Collectors.joining(" = "));
    }

    /** One name and the form that the value has under it. */
    record Spelling<T>(String name, ValueParser<T> parser) {}
}
