package dev.hardening.core.input;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a {@code Content-Type} says about JSON (RFC 9110 section 8.3.1, RFC 6839 section 3.1). */
enum JsonContentType {
    /** {@code application/json} or {@code application/*+json}, in UTF-8 or without a charset. */
    JSON,
    /** It speaks of JSON, but in another charset, another type, or malformed: parsers differ in what they make of it. */
    UNCLEAR,
    /** Something else, or nothing. */
    OTHER;

    private static final String APPLICATION = "application/";
    private static final String SUFFIX = "+json";
    private static final String MULTIPART = "multipart/";

    /** Reads the value of the field, which may be absent. */
    static JsonContentType of(@Nullable String value) {
        if (value == null) {
            return OTHER;
        }
        int end = value.indexOf(';');
        int typeEnd = trimEnd(value, end < 0 ? value.length() : end);
        if (isJsonType(value, trimStart(value, 0), typeEnd) && (end < 0 || isUtf8(value, end))) {
            return JSON;
        }
        return speaksOfJson(value.toLowerCase(Locale.ROOT)) ? UNCLEAR : OTHER;
    }

    /** The boundary of a multipart body is made of random letters, which now and then spell the word. */
    private static boolean speaksOfJson(String lower) {
        int end = lower.indexOf(';');
        boolean multipart = end >= 0 && lower.indexOf(',') < 0 && lower.startsWith(MULTIPART);
        return (multipart ? lower.substring(0, end) : lower).contains("json");
    }

    private static boolean isJsonType(String value, int from, int to) {
        int subtype = from + APPLICATION.length();
        if (!value.regionMatches(true, from, APPLICATION, 0, APPLICATION.length())
                || !Formats.all(value, subtype, to, Formats::isTokenChar)) {
            return false;
        }
        int length = to - subtype;
        int suffix = to - SUFFIX.length();
        return (length == SUFFIX.length() - 1 && value.regionMatches(true, subtype, SUFFIX, 1, length))
                || (suffix > subtype && value.regionMatches(true, suffix, SUFFIX, 0, SUFFIX.length()));
    }

    /** Reads parameters from the semicolon at {@code from}; true when they are well-formed and name no other charset. */
    private static boolean isUtf8(String value, int from) {
        int i = from;
        while (i < value.length()) {
            if (value.charAt(i) != ';') {
                return false;
            }
            int name = trimStart(value, i + 1);
            if (name == value.length() || value.charAt(name) == ';') {
                i = name;
                continue;
            }
            int equals = tokenEnd(value, name);
            int first = equals + 1;
            if (equals == name || first >= value.length() || value.charAt(equals) != '=') {
                return false;
            }
            boolean quoted = value.charAt(first) == '"';
            int last = quoted ? closingQuote(value, first + 1) : tokenEnd(value, first);
            if (last <= first || (isNamed(value, name, equals, "charset") && !isUtf8Name(value, first, last, quoted))) {
                return false;
            }
            i = trimStart(value, quoted ? last + 1 : last);
        }
        return true;
    }

    private static boolean isUtf8Name(String value, int first, int last, boolean quoted) {
        int from = quoted ? first + 1 : first;
        return isNamed(value, from, last, "utf-8") || isNamed(value, from, last, "utf8");
    }

    private static boolean isNamed(String value, int from, int to, String name) {
        return to - from == name.length() && value.regionMatches(true, from, name, 0, name.length());
    }

    private static int tokenEnd(String value, int from) {
        int i = from;
        while (i < value.length() && Formats.isTokenChar(value.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Returns the index of the quote that ends a quoted string, or -1. */
    private static int closingQuote(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                return i;
            }
            if (c == '\\') {
                i++;
            }
        }
        return -1;
    }

    private static int trimStart(String value, int from) {
        int i = from;
        while (i < value.length() && (value.charAt(i) == ' ' || value.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    private static int trimEnd(String value, int to) {
        int i = to;
        while (i > 0 && (value.charAt(i - 1) == ' ' || value.charAt(i - 1) == '\t')) {
            i--;
        }
        return i;
    }
}
