package dev.hardening.core.lockout;

/** By what the few failures of {@link LockoutSettings#MAX_ATTEMPTS} are counted. */
public enum LockoutKey {
    /** By account and address together: nobody can lock another one out from afar. {@code account+ip}. */
    ACCOUNT_AND_ADDRESS("account+ip"),
    /** By account, wherever the failures come from: anybody can lock anybody out. {@code account}. */
    ACCOUNT("account"),
    /** By address, whichever accounts are tried. {@code ip}. */
    ADDRESS("ip");

    private final String word;

    LockoutKey(String word) {
        this.word = word;
    }

    /** Returns the word that settings use. */
    public String word() {
        return word;
    }

    static LockoutKey of(String text) {
        for (LockoutKey key : values()) {
            if (key.word.equalsIgnoreCase(text)) {
                return key;
            }
        }
        throw new IllegalArgumentException("it is account+ip, account or ip");
    }
}
