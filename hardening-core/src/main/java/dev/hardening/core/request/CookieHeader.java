package dev.hardening.core.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds one cookie in the {@code Cookie} fields of a request, in one pass and as browsers write them (RFC 6265 section
 * 5.4): pairs with a semicolon between, in which nothing else has a meaning. Containers are not asked. Their parsers
 * differ: they undo quotes and escapes, drop what they do not like, take commas or {@code $Version} for more than
 * characters, and let an opening quote in one cookie swallow those behind it; each of these would give one value two
 * spellings or hide that a name comes twice. No state; safe for use by many threads.
 */
public final class CookieHeader {

    private static final String FIELD = "Cookie";

    private CookieHeader() {}

    /**
     * Counts the cookies of this name, whatever they hold.
     *
     * @param value receives the last one's value
     * @return 0, 1, or 2 for two and more
     */
    public static int find(RequestFacts request, String name, @Nullable String[] value) {
        if (request.header(FIELD) == null) {
            return 0;
        }
        List<String> lines = request.headers(FIELD);
        int found = 0;
        for (int i = 0; i < lines.size(); i++) {
            found += find(lines.get(i), name, value);
        }
        return Math.min(found, 2);
    }

    private static int find(String line, String name, @Nullable String[] value) {
        int found = 0;
        int at = 0;
        while (at < line.length()) {
            int semicolon = line.indexOf(';', at);
            int end = semicolon < 0 ? line.length() : semicolon;
            int from = skipBlank(line, at, end);
            int after = from + name.length();
            if (after < end && line.startsWith(name, from)) {
                int equals = skipBlank(line, after, end);
                if (equals < end && line.charAt(equals) == '=') {
                    found++;
                    value[0] = line.substring(equals + 1, end);
                }
            }
            at = end + 1;
        }
        return found;
    }

    private static int skipBlank(String line, int from, int end) {
        int at = from;
        while (at < end && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
