package dev.hardening.core.input;

import java.util.function.Predicate;

/**
 * Named formats of texts. Each is decided in one pass over the text, without a regular expression, on ASCII only: no
 * digit or letter of another script counts. None allows white space or is fulfilled by an empty text.
 */
public enum TextFormat {
    /** {@code [A-Z][A-Z0-9_]*}: {@code IDENTITY_ANALYSIS}. */
    UPPER_SNAKE_CASE(
            Formats::isUpperSnakeCase,
            "must begin with an upper-case letter and hold only A to Z, 0 to 9 and underscores"),
    /** {@code [a-z_]+}: {@code verify_proof}. */
    LOWER_SNAKE_CASE(Formats::isLowerSnakeCase, "must hold only a to z and underscores"),
    /** {@code [A-Za-z0-9_-]{1,64}}: an id that is safe in paths, file names and logs. */
    IDENTIFIER(Formats::isIdentifier, "must have 1 to 64 letters A to Z, a to z, digits, underscores and hyphens"),
    /** One or more decimal digits. */
    DIGITS(Formats::isDigits, "must hold only the digits 0 to 9"),
    /** One or more hexadecimal digits of either case, in pairs. */
    HEX(Formats::isHex, "must hold only pairs of hexadecimal digits"),
    /** A token of HTTP (RFC 9110 section 5.6.2). */
    TOKEN(Formats::isToken, "must hold only letters, digits and !#$%&'*+-.^_`|~"),
    /** A UUID in its usual form of 36 characters, in either case (RFC 9562 section 4). */
    UUID(Formats::isUuid, "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000"),
    /**
     * An address to which mail can be sent: a dot-atom of at most 64 characters, an at sign and a host name of at least
     * two labels, 254 characters in all (RFC 5321 section 4.5.3.1). Quoted local parts, comments, address literals and
     * characters beyond ASCII are refused, though RFC 5322 and RFC 6531 know them.
     */
    EMAIL(Formats::isEmail, "must be an email address such as name@example.org"),
    /** A day that exists, as {@code 2026-02-28} (RFC 3339 full-date). */
    ISO_DATE(Timestamps::isDate, "must be a date such as 2026-02-28"),
    /**
     * A moment, as {@code 2026-02-28T09:30:00Z} or with an offset, with up to nine digits of a second (RFC 3339
     * date-time). {@code T} and {@code Z} are upper case; there is no leap second.
     */
    ISO_INSTANT(Timestamps::isInstant, "must be a date and time such as 2026-02-28T09:30:00Z"),
    /**
     * An absolute https URL of at most 2048 characters, without user information, whose host is a name or an address.
     * That it is well-formed does not make it safe to fetch: the host may be inside your network.
     */
    HTTPS_URL(WebAddresses::isHttpsUrl, "must be a URL that begins with https:// and holds no blanks"),
    /** A DNS name: letters, digits and hyphens in labels (RFC 1123 section 2.1); no IP address. */
    HOSTNAME(WebAddresses::isHostName, "must be a host name such as www.example.org");

    @SuppressWarnings("ImmutableEnumChecker") // each is a method without state
    private final Predicate<String> test;

    private final String detail;

    TextFormat(Predicate<String> test, String detail) {
        this.test = test;
        this.detail = detail;
    }

    /** Tells whether the text has the format; it may be of any length. */
    public boolean matches(String text) {
        return test.test(text);
    }

    /** Returns what a text of this format must be, to follow the name of a field. */
    public String detail() {
        return detail;
    }
}
