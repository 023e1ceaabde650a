package dev.hardening.core.password;

import dev.hardening.core.decision.Violation;

/** What became of a password that a user has chosen. */
public sealed interface PasswordEncoding {

    /**
     * It is hashed.
     *
     * @param text what to store: {@code {id}} and the hash, with cost and salt in it
     */
    record Encoded(String text) implements PasswordEncoding {

        /** Names the kind of hash and nothing else. */
        @Override
        public String toString() {
            return "Encoded[" + text.substring(0, text.indexOf('}') + 1) + "]";
        }
    }

    /** It breaks a rule for new passwords. */
    record Rejected(Violation violation) implements PasswordEncoding {}

    /** Too many hashes are being computed; refuse with {@code OVERLOADED}. */
    record Busy() implements PasswordEncoding {}
}
