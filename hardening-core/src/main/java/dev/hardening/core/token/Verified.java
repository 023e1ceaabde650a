package dev.hardening.core.token;

/**
 * What became of checking a token.
 *
 * @param <T> the kind of token
 */
public sealed interface Verified<T> {

    /** Everything about the token is good; revocation is another question. */
    record Good<T>(T token) implements Verified<T> {}

    /** The token does not count. The reason is for counters, logs and the choice of a text, never for the client. */
    record Bad<T>(TokenFault fault) implements Verified<T> {}
}
