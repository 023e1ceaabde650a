package dev.hardening.core.secret;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds many secrets in a text without keeping their text: a rolling checksum over a window that slides along, one
 * window size at a time. A secret belongs to the largest window that fits into it, so a window holds half of it or
 * more. Immutable.
 */
final class SecretMatcher {

    private static final int[] WINDOWS = {3, 4, 5, 6, 8, 11, 16, 22, 32, 43, 64, 90, 128, 181, 256};
    private static final int MAX_PATTERN = WINDOWS[WINDOWS.length - 1];
    /** Below this length a secret is masked as a whole word only. */
    private static final int MIN_LENGTH_INSIDE_WORDS = 6;

    private final MatcherSalt salt;
    private final Window[] windows;

    private SecretMatcher(MatcherSalt salt, Window[] windows) {
        this.salt = salt;
        this.windows = windows;
    }

    static SecretMatcher none(MatcherSalt salt) {
        return new SecretMatcher(salt, new Window[0]);
    }

    SecretMatcher with(Collection<Secret> secrets) {
        Map<Integer, List<Pattern>> patterns = new TreeMap<>();
        for (Window window : windows) {
            patterns.put(window.size, new ArrayList<>(Arrays.asList(window.patterns)));
        }
        for (Secret secret : secrets) {
            for (char[] spelling : Spellings.of(secret)) {
                for (int from : starts(spelling.length)) {
                    int length = Math.min(spelling.length - from, MAX_PATTERN);
                    char[] part = Arrays.copyOfRange(spelling, from, from + length);
                    Pattern pattern = pattern(part);
                    Arrays.fill(part, '\0');
                    patterns.computeIfAbsent(windowFor(length), size -> new ArrayList<>())
                            .add(pattern);
                }
                Arrays.fill(spelling, '\0');
            }
        }
        Window[] next = patterns.entrySet().stream()
                .map(entry -> new Window(entry.getKey(), salt.power(entry.getKey()), entry.getValue()))
                .toArray(Window[]::new);
        return new SecretMatcher(salt, next);
    }

    /** Where the parts of a long secret begin, so that together they cover it. */
    private static List<Integer> starts(int length) {
        List<Integer> starts = new ArrayList<>();
        for (int from = 0; from + MAX_PATTERN < length; from += MAX_PATTERN) {
            starts.add(from);
        }
        starts.add(Math.max(0, length - MAX_PATTERN));
        return starts;
    }

    private static int windowFor(int length) {
        int size = WINDOWS[0];
        for (int window : WINDOWS) {
            size = window <= length ? window : size;
        }
        return size;
    }

    private Pattern pattern(char[] text) {
        int checksum = 0;
        for (int i = 0; i < windowFor(text.length); i++) {
            checksum = salt.append(checksum, text[i]);
        }
        return new Pattern(checksum, text.length, salt.digest(text, text.length));
    }

    /** Returns the indices of all characters that belong to a secret, or null if there are none. */
    @Nullable
    BitSet find(CharSequence text) {
        BitSet found = null;
        boolean escapes = windows.length > 0 && EscapedText.hasEscapes(text);
        for (Window window : windows) {
            found = slide(window, text, found);
            if (escapes) {
                found = slideThroughEscapes(window, text, found);
            }
        }
        return found;
    }

    private @Nullable BitSet slide(Window window, CharSequence text, @Nullable BitSet found) {
        BitSet result = found;
        int checksum = 0;
        for (int i = 0; i < text.length(); i++) {
            checksum = salt.append(checksum, EscapedText.folded(text.charAt(i)));
            int from = i - window.size + 1;
            if (from > 0) {
                checksum = MatcherSalt.remove(checksum, EscapedText.folded(text.charAt(from - 1)), window.power);
            }
            if (from >= 0 && window.mayHave(checksum)) {
                result = confirm(window, checksum, text, from, false, result);
            }
        }
        return result;
    }

    private @Nullable BitSet slideThroughEscapes(Window window, CharSequence text, @Nullable BitSet found) {
        BitSet result = found;
        int head = 0;
        int tail = 0;
        int inside = 0;
        int checksum = 0;
        while (head < text.length()) {
            long step = EscapedText.step(text, head, true);
            checksum = salt.append(checksum, EscapedText.character(step));
            head = EscapedText.next(step);
            if (inside < window.size) {
                inside++;
            } else {
                long last = EscapedText.step(text, tail, true);
                checksum = MatcherSalt.remove(checksum, EscapedText.character(last), window.power);
                tail = EscapedText.next(last);
            }
            if (inside == window.size && window.mayHave(checksum)) {
                result = confirm(window, checksum, text, tail, true, result);
            }
        }
        return result;
    }

    private @Nullable BitSet confirm(
            Window window, int checksum, CharSequence text, int from, boolean throughEscapes, @Nullable BitSet found) {
        BitSet result = found;
        for (int i = window.firstWith(checksum); i >= 0 && i < window.patterns.length; i++) {
            Pattern pattern = window.patterns[i];
            if (pattern.checksum != checksum) {
                break;
            }
            int end = endOf(pattern, text, from, throughEscapes);
            if (end >= 0) {
                result = result == null ? new BitSet(text.length()) : result;
                result.set(from, end);
            }
        }
        return result;
    }

    private int endOf(Pattern pattern, CharSequence text, int from, boolean throughEscapes) {
        char[] read = new char[pattern.length];
        int at = from;
        for (int i = 0; i < read.length; i++) {
            if (at >= text.length()) {
                return -1;
            }
            long step = EscapedText.step(text, at, throughEscapes);
            read[i] = EscapedText.character(step);
            at = EscapedText.next(step);
        }
        boolean wholeWord = !isWordPart(text, from - 1) && !isWordPart(text, at);
        if (pattern.length < MIN_LENGTH_INSIDE_WORDS && !wholeWord) {
            return -1;
        }
        return MessageDigest.isEqual(pattern.digest, salt.digest(read, read.length)) ? at : -1;
    }

    private static boolean isWordPart(CharSequence text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }

    /** What is kept of a secret. */
    private static final class Pattern {
        final int checksum;
        final int length;
        final byte[] digest;

        Pattern(int checksum, int length, byte[] digest) {
            this.checksum = checksum;
            this.length = length;
            this.digest = digest;
        }

        List<Object> identity() {
            return List.of(length, Arrays.hashCode(digest), checksum);
        }
    }

    /** All patterns of one window size, with a filter before the search among them. */
    private static final class Window {
        final int size;
        final int power;
        final Pattern[] patterns;
        private final int[] checksums;
        private final long[] filter;

        Window(int size, int power, List<Pattern> patterns) {
            this.size = size;
            this.power = power;
            Map<List<Object>, Pattern> unique = new LinkedHashMap<>();
            patterns.forEach(pattern -> unique.putIfAbsent(pattern.identity(), pattern));
            this.patterns = unique.values().stream()
                    .sorted(Comparator.comparingInt(pattern -> pattern.checksum))
                    .toArray(Pattern[]::new);
            this.checksums = Arrays.stream(this.patterns)
                    .mapToInt(pattern -> pattern.checksum)
                    .toArray();
            this.filter = new long[Integer.highestOneBit(Math.max(64, checksums.length))];
            for (int checksum : checksums) {
                filter[word(checksum)] |= 1L << checksum;
            }
        }

        boolean mayHave(int checksum) {
            return (filter[word(checksum)] & 1L << checksum) != 0;
        }

        /** Returns the index of the first pattern with this checksum, or a negative number. */
        int firstWith(int checksum) {
            int i = Arrays.binarySearch(checksums, checksum);
            while (i > 0 && checksums[i - 1] == checksum) {
                i--;
            }
            return i;
        }

        private int word(int checksum) {
            return checksum >>> 6 & (filter.length - 1);
        }
    }
}
