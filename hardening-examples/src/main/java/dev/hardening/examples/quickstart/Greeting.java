package dev.hardening.examples.quickstart;

/** What the console shows after the start in development mode: lines to paste. */
final class Greeting {

    private Greeting() {}

    static String text(String url, String key, String password, String agentSecret, boolean isKeyAsked) {
        // Whoever made the certificate for trying is not known to curl.
        String curl = url.startsWith("https") ? "curl -k" : "curl";
        return """

                Hardening quickstart is running at %1$s/  (development mode; Ctrl-C ends it)

                  an allowed call:     %3$s -i -H 'X-API-Key: %2$s' %1$s/api/items
                  %6$s %3$s -i %1$s/api/items
                  429 with Retry-After:
                                       for i in 1 2 3 4 5 6; do %3$s -si %1$s/limited | grep -iE '^(HTTP|RateLimit|Retry)'; done
                  413 too large:       head -c 1200000 /dev/zero | %3$s -i --data-binary @- %1$s/sink
                  400 active content:  %3$s -i -H 'Content-Type: application/json' -d '{"text":"<img src=x onerror=alert(1)>"}' %1$s/check
                  400 two readings:    %3$s -i '%1$s/whoami;v=1'
                  403 another site:    %3$s -i -H 'Sec-Fetch-Site: cross-site' -d x=1 %1$s/sink
                  a session cookie:    %3$s -i -H 'Content-Type: application/json' -d '{"username":"demo","password":"%4$s"}' %1$s/login
                  429 after guesses:   for i in 1 2 3 4 5 6; do %3$s -si -H 'Content-Type: application/json' -d '{"username":"eve","password":"x"}' %1$s/login | grep -iE '^(HTTP|Retry)'; done
                  a pair of tokens:    %3$s -s -H 'Content-Type: application/json' -d '{"username":"demo","password":"%4$s"}' %1$s/api/auth/login
                  401 a bad token:     %3$s -i -H 'Authorization: Bearer a.b.c' %1$s/api/me
                  what an agent signs: BODY='{"action": "verify_proof", "agent_id": "me", "timestamp": 1.5}'; MAC=$(printf %%s "$BODY" | openssl dgst -sha256 -hmac "%5$s" -r | cut -d' ' -f1)
                                       %3$s -i -H 'Content-Type: application/json' -H "X-AI-Signature: $MAC" -d "$BODY" %1$s/ai/verify-proof
                  401 when changed:    %3$s -i -H 'Content-Type: application/json' -H "X-AI-Signature: $MAC" -d "${BODY/me/eve}" %1$s/ai/verify-proof
                  503 too slow:        %3$s -i %1$s/too-slow
                  a failure, no leak:  %3$s -i %1$s/boom
                  the headers:         %3$s -sI %1$s/page
                  health:              %3$s -s %1$s/health/ready
                  the numbers:         %3$s -s %1$s/metrics | grep -E '^(http_requests|rate_limit)'

                """.formatted(
                        url,
                        key,
                        curl,
                        password,
                        agentSecret.isEmpty() ? "$AI_AGENT_SECRET" : agentSecret,
                        isKeyAsked ? "401 without a key:  " : "no key is asked for:");
    }
}
