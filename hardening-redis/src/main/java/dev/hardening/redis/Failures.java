package dev.hardening.redis;

import dev.hardening.core.breaker.DependencyUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
        return failed instanceof CompletionException wrapped ? wrapped : new CompletionException(failed);
    }

    static <T> CompletionStage<T> notConnected() {
        return CompletableFuture.failedFuture(new RedisException("there is no connection"));
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
        if (cause instanceof RedisCommandExecutionException) {
            return "it refuses with " + kind(cause);
        }
        return cause instanceof RedisException
                        && cause.getMessage() != null
                        && cause.getMessage().startsWith("there is no")
                ? "there is no connection"
                : "the connection failed with " + cause.getClass().getSimpleName();
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
                || (cause instanceof RedisException
                        && (text.startsWith("there is no") || text.startsWith("Currently not connected")));
    }

    /** Returns the word that an error of the server begins with, such as OOM or READONLY. */
    private static String kind(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        int end = 0;
        while (end < text.length() && text.charAt(end) >= 'A' && text.charAt(end) <= 'Z') {
            end++;
        }
        return end < 2 ? "an error" : text.substring(0, end);
    }

    /** Says whether a failure to connect is one that waiting does not cure. */
    static Refusal refusal(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage()).toUpperCase(Locale.ROOT);
            if (text.startsWith("WRONGPASS")
                    || text.startsWith("NOAUTH")
                    || text.startsWith("ERR AUTH")
                    || text.startsWith("NOPERM")
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
