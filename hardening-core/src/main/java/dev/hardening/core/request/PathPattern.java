package dev.hardening.core.request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern for decoded paths. {@code /a/b} matches exactly that; {@code {name}} stands for one segment that is not
 * empty; a last segment {@code **} stands for any rest, including none. Nothing is folded: case counts, and
 * {@code /a/} is not {@code /a}. Immutable. Matching is linear in the path and allocates nothing.
 */
public final class PathPattern implements Comparable<PathPattern> {

    private static final String REST = "**";

    private final String template;
    private final String[] segments;
    private final boolean open;
    private final int literals;

    private PathPattern(String template, List<String> segments, boolean open, int literals) {
        this.template = template;
        this.segments = segments.toArray(String[]::new);
        this.open = open;
        this.literals = literals;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when it does not begin with a slash or holds a star or a brace elsewhere
     */
    public static PathPattern parse(String template) {
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("a path pattern begins with /: " + template);
        }
        List<String> segments = new ArrayList<>();
        int literals = 0;
        boolean open = false;
        for (String segment : template.substring(1).split("/", -1)) {
            if (open) {
                throw new IllegalArgumentException("** is only allowed at the end: " + template);
            }
            if (segment.equals(REST)) {
                open = true;
            } else if (isVariable(segment)) {
                segments.add("");
            } else if (segment.chars().anyMatch(c -> c == '*' || c == '{' || c == '}' || c == ';')) {
                throw new IllegalArgumentException("not a literal, {name} or **: " + segment + " in " + template);
            } else {
                // The empty literal is told from a variable by its slash.
                segments.add("/" + segment);
                literals++;
            }
        }
        return new PathPattern(template, segments, open, literals);
    }

    private static boolean isVariable(String segment) {
        return segment.length() > 2
                && segment.charAt(0) == '{'
                && segment.charAt(segment.length() - 1) == '}'
                && segment.chars().filter(c -> c == '{' || c == '}').count() == 2;
    }

    /** Tells whether the decoded path matches. */
    public boolean matches(String path) {
        int at = 0;
        for (String segment : segments) {
            if (at >= path.length() || path.charAt(at) != '/') {
                return false;
            }
            int end = path.indexOf('/', at + 1);
            int stop = end < 0 ? path.length() : end;
            if (segment.isEmpty()) {
                if (stop == at + 1) {
                    return false;
                }
            } else if (segment.length() != stop - at || !path.startsWith(segment, at)) {
                return false;
            }
            at = stop;
        }
        return open || at == path.length();
    }

    /** Tells whether the pattern matches one path only. */
    public boolean isLiteral() {
        return !open && literals == segments.length;
    }

    /** Returns the pattern as it was written, which is also the label of the route in metrics. */
    public String template() {
        return template;
    }

    /** Tells whether both match the same paths, whatever their variables are called. */
    boolean isSameAs(PathPattern other) {
        return open == other.open && Arrays.equals(segments, other.segments);
    }

    /** As {@link #compareTo}, but 0 for patterns that are equally specific. */
    int compareSpecificity(PathPattern other) {
        int byLiterals = Integer.compare(other.literals, literals);
        int byOpen = byLiterals != 0 ? byLiterals : Boolean.compare(open, other.open);
        return byOpen != 0 ? byOpen : Integer.compare(other.segments.length, segments.length);
    }

    /**
     * Orders the more specific pattern first: more literal segments, then closed before open, then more segments, then
     * by their text.
     */
    @Override
    public int compareTo(PathPattern other) {
        int bySpecificity = compareSpecificity(other);
        return bySpecificity != 0 ? bySpecificity : template.compareTo(other.template);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern pattern && pattern.template.equals(template);
    }

    @Override
    public int hashCode() {
        return template.hashCode();
    }

    @Override
    public String toString() {
        return template;
    }
}
