package dev.hardening.core.input;

/**
 * What can be wrong with a field. The names are the {@code code} of a
 * {@link dev.hardening.core.decision.Violation Violation}: a part of the API, never renamed.
 */
public enum ViolationCode {
    /** The field is required and absent. */
    REQUIRED,
    /** The value is of another kind: a number where a text is wanted, a fraction where a whole number is. */
    WRONG_TYPE,
    /** The text has more UTF-16 units than it may have. */
    TOO_LONG,
    /** The text has fewer UTF-16 units than it must have. */
    TOO_SHORT,
    /** The text holds nothing but white space. */
    BLANK,
    /** The text does not have its format. */
    FORMAT,
    /** The text is none of the words of a closed set. */
    NOT_ONE_OF,
    /** The number is below or above its range, or too large to be read exactly. */
    OUT_OF_RANGE,
    /** The list has too many elements, or a parameter that may stand once stands more often. */
    TOO_MANY,
    /** The list has too few elements. */
    TOO_FEW,
    /** An object has fields that its rules do not name. */
    UNKNOWN_FIELD,
    /** The text holds something that a browser could run. */
    ACTIVE_CONTENT,
    /** The text holds a control character. */
    CONTROL_CHARACTER
}
