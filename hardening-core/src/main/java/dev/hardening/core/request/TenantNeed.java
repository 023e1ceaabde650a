package dev.hardening.core.request;

/** How a route finds the tenant that a request is for. */
public enum TenantNeed {
    /** It has none. */
    NONE,

    /** The header selects one of the proved caller's tenants, and without the header the caller's own counts. */
    OF_CALLER,

    /** The header must be there and selects one of the proved caller's tenants. */
    SELECTED,

    /**
     * The header must be there and is believed when nobody is proved: any client can name any tenant. A caller who is
     * proved can only select his own. For data that are public within every tenant.
     */
    UNSAFE_FROM_HEADER
}
