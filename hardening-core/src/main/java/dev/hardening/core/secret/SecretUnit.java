package dev.hardening.core.secret;

/** What a {@link SecretRule} counts when it measures the length of a secret. */
public enum SecretUnit {

    /** Characters as a person counts them (Unicode code points). */
    CHARS("characters"),

    /** Bytes of the text in UTF-8, which are the bytes that an HMAC is keyed with. */
    UTF8_BYTES("bytes"),

    /**
     * Bytes after hex decoding: 64 digits are 32 bytes. A value that is not made of hex digits is measured in UTF-8
     * bytes and gets the finding {@link SecretWeakness#NOT_HEX}.
     */
    HEX_BYTES("bytes");

    private final String noun;

    SecretUnit(String noun) {
        this.noun = noun;
    }

    String noun() {
        return noun;
    }
}
