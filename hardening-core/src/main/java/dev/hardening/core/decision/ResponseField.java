package dev.hardening.core.decision;

import java.util.Locale;

/**
 * One header field of an answer, checked when it is made: the name is a token and the value holds neither control
 * characters nor anything beyond Latin-1 (RFC 9110 sections 5.1 and 5.5), so no container has to repair it.
 *
 * @param name the field's name as it will be written
 * @param value the field's value
 */
public record ResponseField(String name, String value) {

    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    /** Checks both parts; throws {@link IllegalArgumentException} that names the field but not its value. */
    public ResponseField {
        if (name.isEmpty() || !name.chars().allMatch(ResponseField::isTokenChar)) {
            throw new IllegalArgumentException("not the name of a header field");
        }
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7F && c <= 0xFF))) {
            throw new IllegalArgumentException(
                    "the value for the header field " + name + " has a control character or one beyond Latin-1");
        }
    }

    /** Returns the name in lower case, the form in which names compare. */
    public String lowerCaseName() {
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean isTokenChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_SIGNS.indexOf(c) >= 0;
    }
}
