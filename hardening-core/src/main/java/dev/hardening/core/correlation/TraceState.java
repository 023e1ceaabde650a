package dev.hardening.core.correlation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tracestate}: what tracing systems have said of a trace, which goes on unchanged, as far as it is well-formed
 * (W3C Trace Context, section 3.3; keys may begin with a digit, as level 2 allows). Its members belong to others, so none
 * is understood, changed or added here.
 */
final class TraceState {

    /** As much as has to be passed on at least; here it is the most, too. */
    static final int LONGEST = 512;

    private static final int MOST_MEMBERS = 32;
    private static final int LONGEST_KEY = 256;
    private static final int LONGEST_VALUE = 256;
    private static final int LARGE_MEMBER = 128;
    private static final int LONGEST_INPUT = 8192;

    private TraceState() {}

    /**
     * Returns the members of all lines in one, without empty ones and blanks; null when there are none, and when anything
     * is wrong with one of them. Of more than 512 characters, members above 128 go first, from the end, and then
     * others from the end (section 3.3.1.5).
     */
    static @Nullable String read(List<String> lines) {
        List<String> members = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        int left = LONGEST_INPUT;
        for (String line : lines) {
            left -= line.length();
            if (left < 0 || !add(line, members, keys)) {
                return null;
            }
        }
        shorten(members);
        return members.isEmpty() ? null : String.join(",", members);
    }

    private static boolean add(String line, List<String> members, Set<String> keys) {
        int from = 0;
        while (from <= line.length()) {
            int comma = line.indexOf(',', from);
            int to = comma < 0 ? line.length() : comma;
            String member = trimmed(line, from, to);
            if (!member.isEmpty()) {
                int equals = member.indexOf('=');
                boolean good = equals > 0
                        && isKey(member, equals)
                        && isValue(member, equals + 1)
                        && keys.add(member.substring(0, equals))
                        && keys.size() <= MOST_MEMBERS;
                if (!good) {
                    return false;
                }
                members.add(member);
            }
            from = to + 1;
        }
        return true;
    }

    /** Blanks and tabs around a member say nothing. */
    private static String trimmed(String line, int from, int to) {
        int first = from;
        int last = to;
        while (first < last && isBlank(line.charAt(first))) {
            first++;
        }
        while (last > first && isBlank(line.charAt(last - 1))) {
            last--;
        }
        return line.substring(first, last);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isKey(String member, int end) {
        if (end > LONGEST_KEY || !isLetterOrDigit(member.charAt(0))) {
            return false;
        }
        for (int i = 1; i < end; i++) {
            char c = member.charAt(i);
            if (!isLetterOrDigit(c) && "_-*/@".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    /** Trimming has seen to it that the last character is no blank. */
    private static boolean isValue(String member, int from) {
        int length = member.length() - from;
        if (length < 1 || length > LONGEST_VALUE) {
            return false;
        }
        for (int i = from; i < member.length(); i++) {
            char c = member.charAt(i);
            if (c < ' ' || c > '~' || c == '=') {
                return false;
            }
        }
        return true;
    }

    private static void shorten(List<String> members) {
        int length = members.stream().mapToInt(String::length).sum() + members.size() - 1;
        for (int i = members.size() - 1; i >= 0 && length > LONGEST; i--) {
            if (members.get(i).length() > LARGE_MEMBER) {
                length -= members.remove(i).length() + 1;
            }
        }
        for (int i = members.size() - 1; i >= 0 && length > LONGEST; i--) {
            length -= members.remove(i).length() + 1;
        }
    }
}
