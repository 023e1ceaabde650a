package dev.hardening.core.headers;

/** The browser features that no page of ours may use unless its application says so. */
final class PermissionsPolicy {

    /**
     * The deny list of the OWASP Secure Headers Project, in its order, as published in September 2026. Synchronous
     * requests stay allowed to the page itself, as there.
     */
    static final String DENY_2026_11 = "accelerometer=(), autoplay=(), camera=(), cross-origin-isolated=(),"
            + " display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), keyboard-map=(),"
            + " magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(),"
            + " publickey-credentials-get=(), screen-wake-lock=(), sync-xhr=(self), usb=(), web-share=(),"
            + " xr-spatial-tracking=(), clipboard-read=(), clipboard-write=(), gamepad=(), hid=(), idle-detection=(),"
            + " interest-cohort=(), serial=(), unload=()";

    private PermissionsPolicy() {}
}
