package dev.hardening.core.secret;

import java.util.Arrays;

/**
 * Finds the values of fields whose names say that they are secret: {@code DB_PASSWORD=x}, {@code "client_secret": "x"},
 * {@code X-API-Key: x}, {@code {cookie=[x]}}.
 */
final class SensitiveFields {

    /** Ends of names, without case and separators. */
    private static final String[][] NAMES = byLastLetter(
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "secret",
            "secretkey",
            "secretprevious",
            "token",
            "apikey",
            "apikeys",
            "accesskey",
            "privatekey",
            "signingkey",
            "encryptionkey",
            "databasekey",
            "adminkey",
            "credential",
            "credentials",
            "aisignature",
            "jwt");

    /** Header fields: the value may follow a colon and a space, and lasts to the end of the line. */
    private static final String[][] HEADERS =
            byLastLetter("authorization", "cookie", "apikey", "adminkey", "authtoken", "csrftoken", "aisignature");

    private static final String WHOLE_NAME = "pass";
    private static final int LONGEST_NAME = 64;

    private SensitiveFields() {}

    private static String[][] byLastLetter(String... names) {
        String[][] table = new String['z' - 'a' + 1][];
        for (int i = 0; i < table.length; i++) {
            char last = (char) ('a' + i);
            table[i] = Arrays.stream(names)
                    .filter(name -> name.charAt(name.length() - 1) == last)
                    .toArray(String[]::new);
        }
        return table;
    }

    /** Returns where the value is that belongs to the {@code =} or {@code :} at this index. */
    static long valueAt(CharSequence text, int separator) {
        int nameEnd = separator;
        while (nameEnd > 0 && separator - nameEnd < LONGEST_NAME && isWrapping(text.charAt(nameEnd - 1))) {
            nameEnd--;
        }
        boolean quotedName = nameEnd < separator && text.charAt(nameEnd) != ' ';
        int nameStart = nameEnd;
        while (nameStart > 0 && nameEnd - nameStart < LONGEST_NAME && isNamePart(text.charAt(nameStart - 1))) {
            nameStart--;
        }
        int last = lastLetter(text, nameStart, nameEnd);
        if (last < nameStart) {
            return Span.NONE;
        }
        int letter = (text.charAt(last) | 0x20) - 'a';
        boolean header = endsWithAny(text, nameStart, last, HEADERS[letter]);
        if (!header && !endsWithAny(text, nameStart, last, NAMES[letter]) && !isPass(text, nameStart, last)) {
            return Span.NONE;
        }
        int from = separator + 1;
        while (from < text.length() && text.charAt(from) == ' ') {
            from++;
        }
        if (from == text.length() || text.charAt(from) == '=' || isReference(text, from)) {
            return Span.NONE;
        }
        boolean prose = text.charAt(separator) == ':' && from > separator + 1;
        if (prose && !header && !quotedName) {
            return Span.NONE;
        }
        return value(text, from, header && text.charAt(separator) == ':');
    }

    private static long value(CharSequence text, int from, boolean wholeLine) {
        int start = from;
        int backslashes = 0;
        while (start < text.length() && text.charAt(start) == '\\') {
            backslashes++;
            start++;
        }
        if (start < text.length() && (text.charAt(start) == '"' || text.charAt(start) == '\'')) {
            return Span.of(start + 1, endOfQuoted(text, start + 1, text.charAt(start), backslashes));
        }
        if (text.charAt(from) == '[') {
            return Span.of(from + 1, endBefore(text, from + 1, "]\n"));
        }
        return Span.of(from, endBefore(text, from, wholeLine ? "\r\n\"'" : " \t\r\n,;&\"'`)]}<>"));
    }

    /** The closing quote has as many backslashes as the opening one; in between there may be more. */
    private static int endOfQuoted(CharSequence text, int from, char quote, int backslashes) {
        int run = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote && (backslashes == 0 ? run % 2 == 0 : run <= backslashes)) {
                return i - (backslashes == 0 ? 0 : run);
            }
            run = c == '\\' ? run + 1 : 0;
        }
        return text.length();
    }

    private static int endBefore(CharSequence text, int from, String delimiters) {
        int end = from;
        while (end < text.length() && delimiters.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** As in {@code KEY=$(openssl rand -hex 32)} or {@code KEY=<random>}, which help and reveal nothing. */
    private static boolean isReference(CharSequence text, int at) {
        char c = text.charAt(at);
        return c == '<' || (c == '$' && at + 1 < text.length() && "({".indexOf(text.charAt(at + 1)) >= 0);
    }

    /** Returns where the name ends, past a number such as the one of {@code API_KEY_2}. */
    private static int lastLetter(CharSequence text, int from, int to) {
        int last = to - 1;
        while (last >= from && !isLetter(text.charAt(last))) {
            last--;
        }
        return last;
    }

    private static boolean isPass(CharSequence text, int from, int last) {
        int start = last - WHOLE_NAME.length();
        return endsWith(text, from, last, WHOLE_NAME) && (start < from || !isLetter(text.charAt(start)));
    }

    private static boolean endsWithAny(CharSequence text, int from, int last, String[] names) {
        for (String name : names) {
            if (endsWith(text, from, last, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(CharSequence text, int from, int last, String name) {
        int k = name.length() - 1;
        for (int i = last; k >= 0 && i >= from; i--) {
            char c = text.charAt(i);
            if (!isSeparator(c)) {
                if ((c | 0x20) != name.charAt(k)) {
                    return false;
                }
                k--;
            }
        }
        return k < 0;
    }

    private static boolean isWrapping(char c) {
        return c == '"' || c == '\'' || c == '\\' || c == ' ';
    }

    private static boolean isNamePart(char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || isSeparator(c);
    }

    private static boolean isSeparator(char c) {
        return c == '_' || c == '-' || c == '.';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
