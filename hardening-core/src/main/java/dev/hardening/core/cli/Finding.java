package dev.hardening.core.cli;

/** What a check has found out, and why. */
record Finding(Status status, String reason) {

    /** From the best to the worst. */
    enum Status {
        PASS,
        /** Only a person can tell. */
        MANUAL,
        FAIL;

        Status worse(Status other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    static Finding pass(String reason) {
        return new Finding(Status.PASS, reason);
    }

    static Finding manual(String reason) {
        return new Finding(Status.MANUAL, reason);
    }

    static Finding fail(String reason) {
        return new Finding(Status.FAIL, reason);
    }

    static Finding of(boolean good, String reason) {
        return good ? pass(reason) : fail(reason);
    }
}
