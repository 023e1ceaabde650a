package dev.hardening.examples.honestly;

import static dev.hardening.core.input.Rules.anyJson;
import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.breaker.Cached;
import dev.hardening.core.breaker.StaleCache;
import dev.hardening.core.input.Fields;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.input.TextFormat;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretGenerator;
import dev.hardening.examples.web.AgentCalls;
import dev.hardening.examples.web.Answers;
import dev.hardening.servlet.audit.AuditNotes;
import dev.hardening.servlet.breaker.CacheMarks;
import dev.hardening.servlet.input.JsonInput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What agents ask for, once their signatures are verified: demo answers, behind the rules for what they send. Safe for use
 * by many threads.
 */
final class Agents {

    /** The types of proof that there are verification keys for. */
    static final Set<String> PROOF_TYPES =
            Set.of("age_proof", "authenticity_proof", "identity_proof", "membership_proof");

    private static final int LONGEST_TYPE = 64;
    private static final int TOKEN_BYTES = 24;

    private static final ObjectRules PROOF = AgentCalls.optionally(ObjectRules.builder()
            .optional("proof_type", text().maxLength(LONGEST_TYPE))
            .optional("proof_data", anyJson())
            .ignoreUnknown()
            .build());

    private static final ObjectRules DOCUMENT = AgentCalls.with(ObjectRules.builder()
            .required("document_id", text(TextFormat.IDENTIFIER))
            .ignoreUnknown()
            .build());

    private final StaleCache<String, String> keys;
    private final SecretGenerator random = new SecretGenerator();

    Agents(StaleCache<String, String> keys) {
        this.keys = keys;
    }

    /** What a file of keys would hold; no type but the known ones has a key. */
    static @Nullable String demoKey(String type) {
        return PROOF_TYPES.contains(type) ? Vault.hash("key for " + type) : null;
    }

    /** An agent whose id no record could hold goes by the name of its secret; what is left of the id stands beside that. */
    private static Fields read(HttpServletRequest request, ObjectRules rules) throws IOException {
        Fields call = JsonInput.read(request, rules);
        AuditNotes.of(request).field("agent_id", call.text("agent_id"));
        return call;
    }

    /** {@code POST /ai/verify-proof}: a proof of a known type is good when it has data. */
    void verifyProof(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields call = read(request, PROOF);
        @Nullable Fields parameters = call.has("parameters") ? call.object("parameters") : null;
        String type = parameters == null ? "" : parameters.text("proof_type", "");
        @Nullable Cached<String> key = keys.get(type);
        if (key == null) {
            response.setHeader("X-Cache", "MISS");
        } else {
            CacheMarks.write(response, key);
        }
        Map<String, @Nullable Object> answer = AgentCalls.answer(call);
        answer.put("valid", key != null && parameters != null && parameters.has("proof_data"));
        answer.put("reason", key == null ? "no proof of this type is known" : null);
        Answers.object(response, answer);
    }

    /** {@code POST /ai/get-document-hash}: the hash, and nothing of the content (row H-50). */
    void documentHash(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields call = read(request, DOCUMENT);
        String id = call.object("parameters").text("document_id");
        Map<String, @Nullable Object> answer = AgentCalls.answer(call);
        answer.put("document_id", id);
        answer.put("algorithm", "sha256");
        answer.put("hash", Vault.hash(id));
        Answers.object(response, answer);
    }

    /** A call that fails for no reason of the caller's (row H-69). */
    static void fail(HttpServletRequest request, HttpServletResponse response) throws IOException {
        read(request, PROOF);
        throw new IllegalStateException("nothing is kept where the keys were");
    }

    /** {@code POST /ai/create-share-link}. */
    void shareLink(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields call = read(request, DOCUMENT);
        Map<String, @Nullable Object> answer = AgentCalls.answer(call);
        answer.put("document_id", call.object("parameters").text("document_id"));
        try (Secret drawn = random.base64Url("share token", TOKEN_BYTES)) {
            String token = drawn.exposeBytes(bytes -> new String(bytes, StandardCharsets.US_ASCII));
            answer.put("share_token", token);
            answer.put("path", HonestlyRoutes.BUNDLE.replace("{token}", token));
        }
        Answers.object(response, answer);
    }
}
