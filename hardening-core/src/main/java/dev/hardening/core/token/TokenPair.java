package dev.hardening.core.token;

import java.time.Duration;

/**
 * What a log-in or a refresh gives the client.
 *
 * @param access the access token
 * @param refresh the refresh token, good for one use
 * @param expiresIn how long the access token lives
 */
public record TokenPair(String access, String refresh, Duration expiresIn) {

    /** Says how long it lives and nothing else: both tokens are credentials. */
    @Override
    public String toString() {
        return "TokenPair[expires in " + expiresIn + "]";
    }
}
