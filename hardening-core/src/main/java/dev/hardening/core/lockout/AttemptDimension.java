package dev.hardening.core.lockout;

/** What tries are counted by. The names are a part of keys in shared stores. */
public enum AttemptDimension {
    /** One account from one address; or one address at a secret that belongs to no account. */
    ACCOUNT_AND_ADDRESS,
    /** One address, whatever it tries. A success does not clear it: an own account would reset the count. */
    ADDRESS,
    /** One account, from wherever. */
    ACCOUNT,
    /** One account on a device that has logged in to it before. */
    DEVICE,
    /** All known devices at one address, whatever they try. A success does not clear it, as with {@link #ADDRESS}. */
    DEVICES_AT_ADDRESS,
    /** One account on all devices that have logged in to it before. */
    DEVICES_OF_ACCOUNT;

    /** Tells whether a success forgets the failures, or only takes its own try back. */
    public boolean isClearedBySuccess() {
        return this != ADDRESS && this != DEVICES_AT_ADDRESS;
    }
}
