/**
 * Signed requests: an agent proves by a secret that it shares with the service that it has sent exactly this, just now and
 * once.
 *
 * <pre>{@code
 * RequestSignatures room = new RequestSignatures(
 *         SignatureSettings.builder().shared(Secret.ofUtf8("AI_AGENT_SECRET", "6c86...")).build(),
 *         ReplayStore.inMemory(clock, ReplayStore.DEFAULT_MOST_ENTRIES),
 *         Ticker.system(), clock, SecurityEventListener.none(), new Redactor());
 * SignatureClaim claim = room.claim(new SignedTarget(request, path, query), route);
 * Authentication found = claim.refused();
 * if (found == null) {
 *     found = claim.verify(body); // at most claim.maxBody() bytes of it, or null
 * }
 * }</pre>
 *
 * <p>There are three schemes, and each route takes its own. {@link dev.hardening.core.signature.PythonJson} is the canonical
 * form of the weakest one, which signs nothing but the body: a tokenizer of its own, because no JSON library writes what
 * CPython writes, or keeps what it reads. The header is judged before the body is read, the size before the body is parsed, and
 * nothing that the body says counts before its MAC is right. What was taken is remembered for as long as it could be
 * taken again, and a store that is full refuses and forgets nothing.
 *
 * <p>What an attacker can still do: use a stolen secret; make the service parse a body of the largest size for each request,
 * in linear time; replay a message once to each instance that remembers for itself; and in the scheme PYTHON_JSON send a
 * body that he has held back with another query and other header fields, or to another route of the same action.
 */
@NullMarked
package dev.hardening.core.signature;

import org.jspecify.annotations.NullMarked;
