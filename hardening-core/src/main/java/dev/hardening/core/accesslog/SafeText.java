package dev.hardening.core.accesslog;

import dev.hardening.core.json.JsonText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns whatever an application logs into text that holds no secret and is not too long. It never throws. */
final class SafeText {

    /** The longest value of a field and the longest message, in characters. */
    static final int LONGEST = 4096;

    private static final String UNPRINTABLE = "(a value that cannot be printed)";
    private static final String PROBE = "=8dK2vQx7Lr4Wm9ZpT3n";

    /** Names come from code as a rule; the bound is for those that do not. */
    private static final int MOST_NAMES = 1024;

    private final UnaryOperator<String> redaction;
    private final Map<String, Boolean> secretNames = new ConcurrentHashMap<>();

    SafeText(UnaryOperator<String> redaction) {
        this.redaction = redaction;
    }

    /** Returns the value as text; all of it is masked when fields of that name hold secrets. */
    String field(String name, Object value) {
        return isSecret(name) ? "***" : of(value);
    }

    /** The redaction knows which names hold secrets; it is asked once a name. */
    private boolean isSecret(String name) {
        Boolean known = secretNames.get(name);
        if (known == null) {
            String probe = name + PROBE;
            known = !redacted(probe).equals(probe);
            if (secretNames.size() < MOST_NAMES) {
                secretNames.put(name, known);
            }
        }
        return known;
    }

    /** Returns the value as text. */
    String of(@Nullable Object value) {
        return of(value, LONGEST);
    }

    /** Secrets are masked before the text is cut, because a part of one would not be found. */
    String of(@Nullable Object value, int longest) {
        return cut(redacted(printed(value)), longest);
    }

    /** Half surrogate pairs become U+FFFD: strict readers of JSON refuse a line that holds one, even escaped. */
    static String cut(String text, int longest) {
        String cut = text.length() <= longest ? text : text.substring(0, longest) + "…";
        return cut.chars().anyMatch(c -> Character.isSurrogate((char) c)) ? paired(cut) : cut;
    }

    private static String paired(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Appends the text without quotes around it, with the same escapes inside but for quotes and backslashes. */
    static void bare(String text, StringBuilder out) {
        int run = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '"' || text.charAt(i) == '\\') {
                int start = out.length();
                JsonText.quote(text.substring(run, i), out);
                out.deleteCharAt(start).setLength(out.length() - 1);
                if (i < text.length()) {
                    out.append(text.charAt(i));
                }
                run = i + 1;
            }
        }
    }

    private String redacted(String text) {
        try {
            return redaction.apply(text);
        } catch (RuntimeException e) {
            return UNPRINTABLE;
        }
    }

    private static String printed(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException | StackOverflowError e) {
            return UNPRINTABLE;
        }
    }
}
