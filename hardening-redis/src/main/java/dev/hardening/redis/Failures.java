package dev.hardening.redis;

import dev.hardening.core.breaker.DependencyUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What failures of the client mean. Nothing of a command's arguments gets into a text. */
final class Failures {

    /** How a server may answer the greeting so that trying again is no use. */
    enum Refusal {
        /** The user or the password is wrong, or missing, or not wanted. */
        CREDENTIALS,
        /** It does not speak this protocol. */
        PROTOCOL,
        /** Neither; it may come to answer. */
        NONE
    }

    private static final List<String> OF_SCRIPTS =
            List.of("OOM", "READONLY", "WRONGTYPE", "MISCONF", "NOREPLICAS", "MASTERDOWN", "NOPERM");

    private Failures() {}

    /** Returns what is behind the wrappings of futures. */
    static Throwable cause(Throwable failed) {
        Throwable cause = failed;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Returns a failure to be thrown out of a stage. */
    static CompletionException thrown(@Nullable Throwable failed) {
        return failed instanceof CompletionException wrapped
                ? wrapped
                : new CompletionException(failed == null ? new RedisException("there is no connection") : failed);
    }

    /** Says in a few words why there was no answer: the kind of an error that the server names, and never its text. */
    static String describe(Throwable cause) {
        if (cause instanceof DependencyUnavailableException refused) {
            return switch (refused.reason()) {
                case TIMED_OUT -> "the time is up";
                case BUSY -> "too many wait for it";
                default -> "it failed a moment ago";
            };
        }
        Throwable deepest = cause;
        while (deepest.getCause() != null && !(deepest instanceof RedisCommandExecutionException)) {
            deepest = deepest.getCause();
        }
        if (deepest instanceof RedisCommandExecutionException) {
            return "it refuses with " + kind(deepest);
        }
        return "the connection failed with " + deepest.getClass().getSimpleName();
    }

    /** Tells whether a command was certainly not carried out: it was not sent, or the server has refused it. */
    static boolean isUndone(Throwable cause) {
        if (cause instanceof DependencyUnavailableException refused) {
            return switch (refused.reason()) {
                case OPEN, BUSY, SHUT_DOWN -> true;
                case TIMED_OUT, FAILED, INTERRUPTED -> false;
            };
        }
        String text = String.valueOf(cause.getMessage());
        return cause instanceof RedisCommandExecutionException
                || (cause instanceof RedisException && text.startsWith("Currently not connected"));
    }

    /** Tells whether a server that is well cannot use what is under a key, or a script what it has found there. */
    static boolean isAboutKey(Throwable failed) {
        Throwable cause = cause(failed);
        if (!(cause instanceof RedisCommandExecutionException)) {
            return false;
        }
        String kind = kind(cause);
        return kind.equals("WRONGTYPE")
                || (kind.equals("ERR") && String.valueOf(cause.getMessage()).contains("user_script"));
    }

    /** Tells whether this user may not do that one thing, and perhaps others. */
    static boolean isForbidden(Throwable cause) {
        return cause instanceof RedisCommandExecutionException && kind(cause).equals("NOPERM");
    }

    /** Tells whether the server has become a replica. */
    static boolean isReplica(Throwable cause) {
        return cause instanceof RedisCommandExecutionException && kind(cause).equals("READONLY");
    }

    /**
     * Returns the word that an error of the server begins with, such as OOM or READONLY. A server before 7.0 has it in the
     * midst of a text about the script in which it came.
     */
    private static String kind(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        int end = 0;
        while (end < text.length() && text.charAt(end) >= 'A' && text.charAt(end) <= 'Z') {
            end++;
        }
        String word = end < 2 ? "an error" : text.substring(0, end);
        if (word.equals("ERR") && text.startsWith("ERR Error running script")) {
            for (String inner : OF_SCRIPTS) {
                if (text.contains(": -" + inner + " ") || text.contains(": " + inner + " ")) {
                    return inner;
                }
            }
        }
        return word;
    }

    /** Says whether a failure to connect is one that waiting does not cure. */
    static Refusal refusal(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage()).toUpperCase(Locale.ROOT);
            if (text.startsWith("WRONGPASS")
                    || text.startsWith("NOAUTH")
                    || text.startsWith("ERR AUTH")
                    || text.startsWith("ERR INVALID PASSWORD")) {
                return Refusal.CREDENTIALS;
            }
            if (cause instanceof io.lettuce.core.protocol.RedisProtocolException) {
                return Refusal.PROTOCOL;
            }
        }
        return Refusal.NONE;
    }
}
