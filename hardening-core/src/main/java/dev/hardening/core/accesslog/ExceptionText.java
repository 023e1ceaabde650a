package dev.hardening.core.accesslog;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The text of an exception with its stack and its causes, bounded in every direction and safe against cycles. */
final class ExceptionText {

    /** The longest text, in characters. */
    static final int LONGEST = 32_768;

    private static final int LONGEST_MESSAGE = 2048;
    private static final int MOST_FRAMES = 40;
    private static final int MOST_EXCEPTIONS = 12;
    private static final int MOST_SUPPRESSED = 3;

    private final SafeText safe;
    private final StringBuilder out = new StringBuilder(1024);
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private ExceptionText(SafeText safe) {
        this.safe = safe;
    }

    static String of(Throwable thrown, SafeText safe) {
        ExceptionText text = new ExceptionText(safe);
        text.append("", thrown);
        return SafeText.cut(text.out.toString(), LONGEST);
    }

    private void append(String before, Throwable first) {
        String prefix = before;
        Throwable next = first;
        while (next != null && out.length() < LONGEST) {
            out.append(prefix);
            if (seen.size() == MOST_EXCEPTIONS || !seen.add(next)) {
                out.append(next.getClass().getName()).append(" (and so on)");
                return;
            }
            one(next);
            Throwable[] suppressed = next.getSuppressed();
            for (int i = 0; i < Math.min(suppressed.length, MOST_SUPPRESSED); i++) {
                append("\nSuppressed: ", suppressed[i]);
            }
            prefix = "\nCaused by: ";
            next = causeOf(next);
        }
    }

    private void one(Throwable thrown) {
        out.append(thrown.getClass().getName());
        String message = messageOf(thrown);
        if (message != null) {
            out.append(": ").append(safe.of(message, LONGEST_MESSAGE));
        }
        StackTraceElement[] frames = framesOf(thrown);
        int shown = Math.min(frames.length, MOST_FRAMES);
        for (int i = 0; i < shown; i++) {
            out.append("\n\tat ").append(frames[i]);
        }
        if (shown < frames.length) {
            out.append("\n\t... ").append(frames.length - shown).append(" more");
        }
    }

    private static @Nullable String messageOf(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }

    private static StackTraceElement[] framesOf(Throwable thrown) {
        try {
            return thrown.getStackTrace();
        } catch (RuntimeException | StackOverflowError e) {
            return new StackTraceElement[0];
        }
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }
}
