package dev.hardening.core.signature;

/** A body has no canonical form. Which rule it breaks is nobody's business, and it has no stack. */
final class NoCanonicalForm extends Exception {

    private static final long serialVersionUID = 1L;

    NoCanonicalForm() {
        super("no canonical form", null, false, false);
    }
}
