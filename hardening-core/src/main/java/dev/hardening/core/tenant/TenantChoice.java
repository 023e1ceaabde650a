package dev.hardening.core.tenant;

import dev.hardening.core.decision.Refusal;

/** What {@link Tenancy} decides. */
public sealed interface TenantChoice {

    /** The route has no tenant. */
    TenantChoice NONE = new None();

    /** The request is for this tenant. */
    record Chosen(String tenant) implements TenantChoice {}

    /** The request is for no tenant that its caller may act in, or does not say for which. */
    record Refused(Refusal refusal) implements TenantChoice {}

    /** See {@link #NONE}. */
    final class None implements TenantChoice {
        private None() {}
    }
}
