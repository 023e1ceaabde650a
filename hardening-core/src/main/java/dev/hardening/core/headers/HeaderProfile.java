package dev.hardening.core.headers;

import dev.hardening.core.decision.ResponseField;
import java.util.List;
import java.util.Locale;

/**
 * A named list of fields with a date. A constant never changes: a newer list is a new constant, so an upgrade of the
 * library does not change an application's headers behind its back.
 *
 * <p>Both profiles ask for the most that their kind of answer bears; pages open the policy by need with a policy of
 * their own.
 */
public final class HeaderProfile {

    /** For answers that no browser shows as a page: everything is denied. Date 2026-11. */
    public static final HeaderProfile API = new HeaderProfile(
            "api",
            "2026-11",
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Hsts.of(730).includeSubDomains(),
            List.of(
                    new ResponseField("X-Content-Type-Options", "nosniff"),
                    new ResponseField("X-Frame-Options", "DENY"),
                    new ResponseField("Referrer-Policy", "no-referrer"),
                    new ResponseField("Permissions-Policy", PermissionsPolicy.DENY_2026_11),
                    new ResponseField("Cross-Origin-Opener-Policy", "same-origin"),
                    new ResponseField("Cross-Origin-Resource-Policy", "same-origin"),
                    new ResponseField("Cross-Origin-Embedder-Policy", "require-corp"),
                    new ResponseField("Cache-Control", "no-store")));

    /**
     * For pages: scripts by nonce, styles, images, fonts and connections from the page's own origin. Date 2026-11. The
     * directive {@code upgrade-insecure-requests} is sent over https only.
     */
    public static final HeaderProfile WEB = new HeaderProfile(
            "web",
            "2026-11",
            "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}';"
                    + " img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
                    + " form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests",
            Hsts.of(730).includeSubDomains(),
            List.of(
                    new ResponseField("X-Content-Type-Options", "nosniff"),
                    new ResponseField("X-Frame-Options", "DENY"),
                    new ResponseField("Referrer-Policy", "no-referrer"),
                    new ResponseField("Permissions-Policy", PermissionsPolicy.DENY_2026_11),
                    new ResponseField("Cross-Origin-Opener-Policy", "same-origin"),
                    new ResponseField("Cross-Origin-Resource-Policy", "same-origin"),
                    new ResponseField("Origin-Agent-Cluster", "?1"),
                    new ResponseField("Cache-Control", "no-store")));

    private final String name;
    private final String date;
    private final ContentSecurityPolicy policy;
    private final Hsts hsts;
    private final List<ResponseField> fields;

    private HeaderProfile(String name, String date, String policy, Hsts hsts, List<ResponseField> fields) {
        this.name = name;
        this.date = date;
        this.policy = ContentSecurityPolicy.parse(policy);
        this.hsts = hsts;
        this.fields = List.copyOf(fields);
    }

    /**
     * Returns the profile called {@code api} or {@code web}, with or without its date as in {@code api-2026-11}. A name
     * without a date will mean the same profile for ever.
     *
     * @throws IllegalArgumentException when there is no such profile
     */
    public static HeaderProfile named(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        for (HeaderProfile profile : List.of(API, WEB)) {
            if (wanted.equals(profile.name) || wanted.equals(profile.toString())) {
                return profile;
            }
        }
        throw new IllegalArgumentException("the profiles are api and web");
    }

    /** Returns the name without the date. */
    public String name() {
        return name;
    }

    /** Returns the year and month of the list, as {@code 2026-11}. */
    public String date() {
        return date;
    }

    /** Returns the policy that applies unless the settings give one. */
    public ContentSecurityPolicy policy() {
        return policy;
    }

    /** Returns the value of Strict-Transport-Security. */
    public Hsts hsts() {
        return hsts;
    }

    /** Returns all other fields, in the order in which they are written. */
    public List<ResponseField> fields() {
        return fields;
    }

    /** Returns the name and the date, as {@code api-2026-11}. */
    @Override
    public String toString() {
        return name + "-" + date;
    }
}
