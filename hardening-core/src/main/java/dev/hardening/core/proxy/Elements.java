package dev.hardening.core.proxy;

import dev.hardening.core.request.RequestFacts;
import java.util.List;

/**
 * The elements of a list field from the last one to the first, over all its lines as if they were one (RFC 9110 section
 * 5.3). Read from the right, because only there stands what a trusted proxy wrote: a quote that a client leaves open on
 * the left cannot swallow it. An empty element is one too.
 */
final class Elements {

    private final List<String> lines;
    private final boolean quotes;
    private int line;
    private String text = "";
    private int rest = -1;
    private int from;
    private int to;

    private Elements(RequestFacts facts, String name, boolean quotes) {
        String only = facts.only(name);
        this.lines = only == null ? facts.headers(name) : List.of();
        this.quotes = quotes;
        this.line = lines.size();
        if (only != null) {
            text = only;
            rest = only.length();
        }
    }

    /** The elements of a field between commas. */
    static Elements of(RequestFacts facts, String name) {
        return new Elements(facts, name, false);
    }

    /** The elements of a field between commas that stand in no quoted string. */
    static Elements quoted(RequestFacts facts, String name) {
        return new Elements(facts, name, true);
    }

    /** Moves to the next element on the left; false when there is none. */
    boolean previous() {
        if (rest < 0) {
            if (line == 0) {
                return false;
            }
            text = lines.get(--line);
            rest = text.length();
        }
        int comma = commaBefore(rest);
        from = comma + 1;
        to = rest;
        rest = comma;
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return true;
    }

    private int commaBefore(int end) {
        if (!quotes) {
            return text.lastIndexOf(',', end - 1);
        }
        int at = end - 1;
        while (at >= 0 && text.charAt(at) != ',') {
            at = text.charAt(at) == '"' ? openingQuote(at) - 1 : at - 1;
        }
        return at;
    }

    /**
     * Where the string that ends with the quote at {@code closing} begins; 0 when it has no beginning. An opening quote
     * stands behind an equals sign, so one behind a backslash is a part of the string, however many backslashes there are.
     */
    private int openingQuote(int closing) {
        int quote = text.lastIndexOf('"', closing - 1);
        while (quote > 0 && text.charAt(quote - 1) == '\\') {
            quote = text.lastIndexOf('"', quote - 1);
        }
        return Math.max(quote, 0);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The line that holds the element. */
    String text() {
        return text;
    }

    /** Where the element begins in its line. */
    int from() {
        return from;
    }

    /** Where the element ends in its line. */
    int to() {
        return to;
    }

    /** A copy of the element. */
    String element() {
        return text.substring(from, to);
    }
}
