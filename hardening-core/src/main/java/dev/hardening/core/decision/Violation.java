package dev.hardening.core.decision;

import java.util.Objects;

/**
 * One thing that is wrong with one field of the input, told so that a person can mend it. None of the parts repeats
 * what the client sent: the pointer names declared fields and positions only.
 *
 * @param pointer where the field is, as a JSON pointer (RFC 6901) such as {@code /songs/0/title}; a parameter's name
 *     stands behind one slash too
 * @param code what is wrong in one stable word, such as {@code TOO_LONG}
 * @param detail what is wrong and what would be right, in a sentence
 */
public record Violation(String pointer, String code, String detail) {

    /** Checks that every part is there. */
    public Violation {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
    }
}
