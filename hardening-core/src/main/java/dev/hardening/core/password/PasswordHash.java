package dev.hardening.core.password;

/** How new passwords are hashed. Hashes of every kind are checked, whichever is chosen here. */
public enum PasswordHash {
    /** bcrypt, for passwords up to 72 bytes; needs {@code at.favre.lib:bcrypt}. */
    BCRYPT("bcrypt"),
    /** bcrypt of an HMAC-SHA256 that is keyed by the salt, for longer passwords; needs {@code at.favre.lib:bcrypt}. */
    BCRYPT_SHA256("bcrypt-sha256"),
    /** Argon2id (RFC 9106) with 46 MiB and one pass; needs {@code org.bouncycastle:bcprov-jdk18on}. */
    ARGON2ID("argon2id"),
    /** PBKDF2-HMAC-SHA512 (RFC 8018) with 210,000 iterations; needs the JDK only. */
    PBKDF2("pbkdf2-sha512");

    private final String id;

    PasswordHash(String id) {
        this.id = id;
    }

    /** Returns the word in braces that stands before such hashes. */
    public String id() {
        return id;
    }

    boolean isBcrypt() {
        return this == BCRYPT || this == BCRYPT_SHA256;
    }

    /** What to add to the class path. */
    String library() {
        return this == ARGON2ID ? "org.bouncycastle:bcprov-jdk18on" : "at.favre.lib:bcrypt";
    }
}
