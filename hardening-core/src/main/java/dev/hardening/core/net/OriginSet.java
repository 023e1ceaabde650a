package dev.hardening.core.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of web origins, asked with the value of an {@code Origin} field as it came: literal origins compare as bytes, so
 * no spelling but a browser's own is in the set, and neither {@code null} nor a list ever is. Wildcards of one label are
 * in it only where they were given ({@link OriginPattern}). The set of {@linkplain #any() every} origin is a state of its
 * own that no entry leads to.
 *
 * <p>Immutable and safe for use by many threads; asking allocates nothing.
 */
public final class OriginSet {

    private static final OriginSet NONE = new OriginSet(List.of(), false);
    private static final OriginSet ANY = new OriginSet(List.of(), true);

    /** Scheme, a name of 253 characters and a port: what is longer is no origin and is not even hashed. */
    private static final int LONGEST = "https://".length() + 253 + ":65535".length();

    private static final int FEW = 4;

    private final Set<OriginPattern> entries;
    /** The same as {@link #literals} when these are so few that comparing with each is faster than to hash. */
    private final String[] few;

    private final Set<String> literals;
    private final OriginPattern[] wildcards;
    private final boolean any;

    private OriginSet(Collection<OriginPattern> entries, boolean any) {
        this.entries = new LinkedHashSet<>(entries);
        this.literals = entries.stream()
                .filter(entry -> !entry.isWildcard())
                .map(OriginPattern::toString)
                .collect(Collectors.toUnmodifiableSet());
        this.few = literals.size() <= FEW ? literals.toArray(String[]::new) : new String[0];
        this.wildcards = entries.stream().filter(OriginPattern::isWildcard).toArray(OriginPattern[]::new);
        this.any = any;
    }

    /** The set without any origin. */
    public static OriginSet none() {
        return NONE;
    }

    /** The set of every origin, {@code null} too. */
    public static OriginSet any() {
        return ANY;
    }

    /** The set of these origins. */
    public static OriginSet of(Origin... origins) {
        return of(List.of(origins).stream().map(OriginPattern::of).toList());
    }

    /** The set of these entries. */
    public static OriginSet of(Collection<OriginPattern> entries) {
        return entries.isEmpty() ? NONE : new OriginSet(entries, false);
    }

    /**
     * Reads a list of origins and wildcards with commas between, or {@code *} alone for every origin. Blanks around
     * entries are dropped and empty entries skipped.
     *
     * @throws InvalidOriginException when an entry is none, with its number and the cure but not its text, or when there
     *     is no entry
     */
    public static OriginSet parse(String list) {
        return list.strip().equals("*") ? ANY : read(list, true);
    }

    /**
     * Reads a list of origins, each written out, as {@link #parse} does.
     *
     * @throws InvalidOriginException also for {@code *} and for wildcards
     */
    public static OriginSet parseLiterals(String list) {
        return read(list, false);
    }

    private static OriginSet read(String list, boolean wildcards) {
        List<OriginPattern> entries = new ArrayList<>();
        int number = 0;
        for (String part : list.split(",", -1)) {
            number++;
            String text = part.strip();
            if (!text.isEmpty()) {
                entries.add(entry(text, number, wildcards));
            }
        }
        if (entries.isEmpty()) {
            throw new InvalidOriginException("it names no origin");
        }
        return of(entries);
    }

    private static OriginPattern entry(String text, int number, boolean wildcards) {
        OriginPattern entry = OriginPattern.tryParse(text);
        if (entry == null) {
            throw new InvalidOriginException("entry " + number + " is no origin: " + OriginProblem.cure(text));
        }
        if (entry.isWildcard() && !wildcards) {
            throw new InvalidOriginException("entry " + number + " is a wildcard: write each origin out");
        }
        return entry;
    }

    /** Whether this is the set of every origin. */
    public boolean isAny() {
        return any;
    }

    /** Whether no origin is in the set. */
    public boolean isEmpty() {
        return !any && entries.isEmpty();
    }

    /** The entries, in the order in which they were given; none for {@link #any()}. */
    public List<OriginPattern> entries() {
        return List.copyOf(entries);
    }

    /**
     * Whether an origin is in the set.
     *
     * @param value the value of the one {@code Origin} field, exactly as it came
     */
    public boolean contains(String value) {
        return any || (value.length() <= LONGEST && (isLiteral(value) || matchesWildcard(value)));
    }

    private boolean isLiteral(String value) {
        for (String literal : few) {
            if (literal.equals(value)) {
                return true;
            }
        }
        return literals.size() > FEW && literals.contains(value);
    }

    private boolean matchesWildcard(String value) {
        for (int i = 0; i < wildcards.length; i++) {
            if (wildcards[i].matches(value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OriginSet that && any == that.any && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return any ? 1 : entries.hashCode();
    }

    /** The entries with blanks between, {@code *} or {@code none}. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "none";
        }
        return any ? "*" : entries.stream().map(OriginPattern::toString).collect(Collectors.joining(" "));
    }
}
