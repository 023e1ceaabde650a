package dev.hardening.core.flags;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one flag. Immutable: each method returns a changed copy, so a flag can be a constant. Off by default,
 * and for ever, unless told otherwise.
 */
public final class Flag {

    /** Whether the application takes no changes for the time being: {@code FLAG_READ_ONLY} or {@code READ_ONLY_MODE}. */
    public static final Flag READ_ONLY = named("readOnly").alsoSetBy("READ_ONLY_MODE");

    private final String upper;
    private final String key;
    private final String name;
    private final boolean standard;
    private final @Nullable LocalDate lastDay;
    private final List<String> aliases;

    private Flag(String upper, boolean standard, @Nullable LocalDate lastDay, List<String> aliases) {
        this.upper = upper;
        this.key = FlagName.key(upper);
        this.name = FlagName.camel(upper);
        this.standard = standard;
        this.lastDay = lastDay;
        this.aliases = List.copyOf(aliases);
    }

    /**
     * Declares a flag; {@code newDashboard}, {@code new-dashboard} and {@code NEW_DASHBOARD} are one name.
     *
     * @throws IllegalArgumentException when it is no name of 1 to 64 letters and digits
     */
    public static Flag named(String name) {
        return new Flag(FlagName.upper(name), false, null, List.of());
    }

    /** Says what counts when nothing is set. */
    public Flag byDefault(boolean value) {
        return new Flag(upper, value, lastDay, aliases);
    }

    /** Gives the flag a last day, in UTC; after it the default counts, whatever is set. */
    public Flag expires(LocalDate last) {
        return new Flag(upper, standard, last, aliases);
    }

    /** Lets another name in the environment set the flag too, such as one that was there before. */
    public Flag alsoSetBy(String setting) {
        List<String> all = new ArrayList<>(aliases);
        all.add(setting);
        return new Flag(upper, standard, lastDay, all);
    }

    /** Returns the name in camel case. */
    public String name() {
        return name;
    }

    /** Returns the name of the setting, such as {@code FLAG_NEW_DASHBOARD}. */
    public String setting() {
        return "FLAG_" + upper;
    }

    /** Returns what counts when nothing is set. */
    public boolean standard() {
        return standard;
    }

    /** Returns the last day, or null. */
    public @Nullable LocalDate lastDay() {
        return lastDay;
    }

    /** Tells whether the last day is over. */
    boolean isExpired(Instant now) {
        return lastDay != null
                && !now.isBefore(
                        lastDay.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    String key() {
        return key;
    }

    List<String> aliases() {
        return aliases;
    }

    @Override
    public String toString() {
        return "Flag[" + name + "]";
    }
}
