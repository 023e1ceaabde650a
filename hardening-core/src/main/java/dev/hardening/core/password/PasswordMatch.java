package dev.hardening.core.password;

/** What became of a check. */
public enum PasswordMatch {
    /** The password is right. */
    MATCHED,
    /** The password is right, and its hash is weaker than what is hashed today: store {@link Passwords#rehash} of it. */
    NEEDS_REHASH,
    /** The password is wrong, cannot be one, or there is no usable hash to compare it with. */
    NOT_MATCHED,
    /** Too many hashes are being computed; nothing was checked. */
    BUSY;

    /** Tells whether the password is right. */
    public boolean isMatch() {
        return this == MATCHED || this == NEEDS_REHASH;
    }
}
