package dev.hardening.core.net;

import java.util.Set;

/**
 * Knows names below which strangers register theirs, so that a wildcard there means everybody: {@code co.uk},
 * {@code github.io}. It guesses for a warning only; the whole list (publicsuffix.org) changes every week.
 */
final class SharedSuffixes {

    /** What registries of countries put before their two letters. */
    private static final Set<String> SECOND_LEVEL = Set.of(
            "ac", "co", "com", "edu", "go", "gob", "gov", "ltd", "mil", "ne", "net", "nom", "or", "org", "plc", "sch");

    /** Where hosting services let their customers choose names. */
    private static final Set<String> HOSTING = Set.of(
            "appspot.com",
            "azurestaticapps.net",
            "azurewebsites.net",
            "blogspot.com",
            "cloudfront.net",
            "firebaseapp.com",
            "fly.dev",
            "github.io",
            "gitlab.io",
            "glitch.me",
            "herokuapp.com",
            "netlify.app",
            "ngrok.io",
            "ngrok-free.app",
            "onrender.com",
            "pages.dev",
            "run.app",
            "s3.amazonaws.com",
            "surge.sh",
            "vercel.app",
            "web.app",
            "workers.dev");

    private static final int COUNTRY = 2;

    private SharedSuffixes() {}

    /** Tells whether the name, in lower case, is known to be shared. */
    static boolean isShared(String name) {
        int dot = name.indexOf('.');
        boolean ofCountry = dot > 0 && name.length() - dot - 1 == COUNTRY && name.lastIndexOf('.') == dot;
        return (ofCountry && SECOND_LEVEL.contains(name.substring(0, dot))) || HOSTING.contains(name);
    }
}
