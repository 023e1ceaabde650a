/**
 * The backend of guide 000: prompts of another service, which may hang, fail or flap, and canned answers in place of a
 * model's. {@link dev.hardening.examples.votivebackend.VotiveBackendApp} declares what the guide demands.
 *
 * <pre>{@code
 * NODE_ENV=production ANTHROPIC_API_KEY=… CORS_ORIGIN=https://app.example.org PROMPT_SERVICE_URL=http://prompts:3002 \
 *     HTTPS_KEY_PATH=key.pem HTTPS_CERT_PATH=cert.pem java -jar hardening-examples.jar votive-backend
 * }</pre>
 *
 * <p>What remains for an attacker: a key that the prompt service does not have makes a call fail, and calls that fail open
 * the breaker for everybody. The limiters bound how many such calls a client makes; what is kept is served meanwhile.
 */
@NullMarked
package dev.hardening.examples.votivebackend;

import org.jspecify.annotations.NullMarked;
