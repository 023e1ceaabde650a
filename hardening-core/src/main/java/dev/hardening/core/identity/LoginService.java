package dev.hardening.core.identity;

/** Decides who may log in. Implementations must be safe for use by many threads. */
@FunctionalInterface
public interface LoginService {

    /**
     * Decides one attempt; never throws for anything that a client can send. What became of it is published here, with what
     * the attempt tells {@linkplain LoginAttempt#about() about} itself: whoever answers publishes nothing more.
     */
    LoginResult attempt(LoginAttempt attempt);
}
