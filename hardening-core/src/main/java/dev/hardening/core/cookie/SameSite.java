package dev.hardening.core.cookie;

/** Whether browsers send a cookie along with requests that pages of other sites cause. */
public enum SameSite {
    /** Never. A link of another site opens the application as a stranger. */
    STRICT("Strict"),
    /** Only when a link of another site is followed: where a sign-on of another site ends in a redirect. */
    LAX("Lax");

    private final String text;

    SameSite(String text) {
        this.text = text;
    }

    /** Returns the attribute's value. */
    public String text() {
        return text;
    }
}
