package dev.hardening.examples.quickstart;

/** What the console shows after the start in development mode: lines to paste. */
final class Greeting {

    private Greeting() {}

    static String text(String url, String key) {
        return """

                Hardening quickstart is running at %1$s/  (development mode; Ctrl-C ends it)

                  an allowed call:     curl -i -H 'X-API-Key: %2$s' %1$s/api/items
                  401 without a key:   curl -i %1$s/api/items
                  429 with Retry-After:
                                       for i in 1 2 3 4 5 6; do curl -si %1$s/limited | grep -iE '^(HTTP|RateLimit|Retry)'; done
                  a failure, no leak:  curl -i %1$s/boom
                  the headers:         curl -sI %1$s/page
                  health:              curl -s %1$s/health/ready

                """.formatted(url, key);
    }
}
