package dev.hardening.servlet.support;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field's value with parameters, such as {@code form-data; name="a"}, read so that there is one reading only: a name
 * stands once, a quoted string ends, and nothing follows it. Immutable.
 */
final class FieldParameters {

    /** What RFC 2045 keeps out of tokens, without those that senders put into a boundary all the same. */
    private static final String SPECIALS = "()<>@,;\\\"[] \t";

    private final String word;
    private final Map<String, String> parameters;

    private FieldParameters(String word, Map<String, String> parameters) {
        this.word = word;
        this.parameters = parameters;
    }

    /** Reads a value. */
    static FieldParameters of(String value) throws MalformedFormException {
        int semicolon = value.indexOf(';');
        String word = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
        Map<String, String> found = new HashMap<>();
        int at = semicolon < 0 ? value.length() : semicolon;
        while (at < value.length()) {
            if (value.charAt(at) != ';') {
                throw new MalformedFormException("something follows a parameter");
            }
            at = skipSpace(value, at + 1);
            if (at < value.length() && value.charAt(at) != ';') {
                at = skipSpace(value, parameter(value, at, found));
            }
        }
        return new FieldParameters(word.toLowerCase(Locale.ROOT), found);
    }

    private static int parameter(String value, int from, Map<String, String> found) throws MalformedFormException {
        int equals = from;
        while (equals < value.length() && value.charAt(equals) != '=') {
            if (SPECIALS.indexOf(value.charAt(equals)) >= 0) {
                throw new MalformedFormException("a parameter without a value");
            }
            equals++;
        }
        if (equals == from || equals == value.length()) {
            throw new MalformedFormException("a parameter without a name or a value");
        }
        StringBuilder text = new StringBuilder();
        int end = equals + 1;
        if (end < value.length() && value.charAt(end) == '"') {
            end = quoted(value, end + 1, text);
        } else {
            while (end < value.length() && SPECIALS.indexOf(value.charAt(end)) < 0) {
                text.append(value.charAt(end++));
            }
            if (text.isEmpty()) {
                throw new MalformedFormException("a parameter without a value");
            }
        }
        if (found.put(value.substring(from, equals).toLowerCase(Locale.ROOT), text.toString()) != null) {
            throw new MalformedFormException("a parameter stands twice");
        }
        return end;
    }

    /** Before anything but a quote or itself, a backslash is one: browsers send names of files as they are. */
    private static int quoted(String value, int from, StringBuilder text) throws MalformedFormException {
        for (int at = from; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\' && at + 1 < value.length() && "\"\\".indexOf(value.charAt(at + 1)) >= 0) {
                at++;
            }
            text.append(value.charAt(at));
        }
        throw new MalformedFormException("a quoted string without an end");
    }

    private static int skipSpace(String value, int from) {
        int at = from;
        while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** Returns what stands before the parameters, in lower case. */
    String word() {
        return word;
    }

    /** Returns the value of a parameter, whose name is in lower case, or null. */
    @Nullable
    String get(String name) {
        return parameters.get(name);
    }
}
