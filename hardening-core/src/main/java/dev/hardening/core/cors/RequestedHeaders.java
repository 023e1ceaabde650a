package dev.hardening.core.cors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The names of request fields that a preflight may ask for. Asking is linear in the list and allocates nothing. */
final class RequestedHeaders {

    private static final int LONGEST = 1024;
    private static final int MOST = 64;
    private static final String SIGNS = "!#$%&'*+-.^_`|~";
    private static final String NEVER_BY_STAR = "authorization";

    private final String[] names;
    private final Set<String> alone;
    private final boolean every;

    RequestedHeaders(List<String> configured) {
        List<String> all = new ArrayList<>(CorsWords.SAFE);
        all.addAll(configured);
        this.every = all.remove(CorsWords.EVERY);
        this.names = all.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toArray(String[]::new);
        this.alone = Set.of(names);
    }

    /** Tells whether every name in the list, with commas and blanks between, is well-formed and granted. */
    boolean areGranted(String list) {
        if (list.isEmpty() || alone.contains(list)) {
            return true;
        }
        if (list.length() > LONGEST) {
            return false;
        }
        int count = 0;
        int from = 0;
        while (from <= list.length()) {
            int comma = list.indexOf(',', from);
            int end = comma < 0 ? list.length() : comma;
            if (++count > MOST || !isGranted(list, afterBlanks(list, from, end), beforeBlanks(list, from, end))) {
                return false;
            }
            from = end + 1;
        }
        return true;
    }

    private boolean isGranted(String list, int from, int to) {
        if (from >= to) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!isTokenChar(list.charAt(i))) {
                return false;
            }
        }
        for (String name : names) {
            if (is(name, list, from, to)) {
                return true;
            }
        }
        return every && !is(NEVER_BY_STAR, list, from, to);
    }

    private static boolean is(String name, String list, int from, int to) {
        return name.length() == to - from && list.regionMatches(true, from, name, 0, name.length());
    }

    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || SIGNS.indexOf(c) >= 0;
    }

    private static int afterBlanks(String list, int from, int end) {
        int at = from;
        while (at < end && isBlank(list.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int beforeBlanks(String list, int from, int end) {
        int at = end;
        while (at > from && isBlank(list.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
