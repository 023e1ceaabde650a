package dev.hardening.core.secret;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets in text that is about to be logged or shown. Two things are masked, each by {@value #MASK}:
 *
 * <ul>
 *   <li><b>Registered secrets</b>, wherever they stand, in any case, and also when they are escaped as in JSON
 *       (backslashes before a character or before {@code u} and four hex digits) or in URLs ({@code %2B}), nested to
 *       any depth. Secrets of 3 to 5 characters are masked as whole words only; shorter ones never.
 *   <li><b>Shapes</b> of credentials nobody registered: JWTs ({@code eyJ…}), keys ({@code hk_…}, {@code sk-…} and
 *       other well-known prefixes), {@code Bearer …} and {@code Basic …}, user-info in URLs, and the values of fields
 *       named like {@code password=…}, {@code "client_secret":"…"} or {@code X-API-Key: …}.
 * </ul>
 *
 * <p>What is not found: a secret cut in two, base64 of a secret without its shape, {@code password: x} in prose. Redact
 * before text is cut to a length, and before it is encoded when you can.
 *
 * <p>What is kept of a registered secret: a 31-bit checksum of its first half or more, and 128 bits of a digest salted
 * for this object; not its text. A reader of a heap dump cannot turn that back into a random key, but can test guesses
 * of a weak password.
 *
 * <p>The time is linear in the text, whatever is in it: one pass for the shapes and at most two for each of 15 window
 * sizes that registered secrets use, in practice two or three. Text in which nothing is found is returned as it is and
 * nothing is allocated. Safe for use by many threads; a registration is visible to all later calls.
 */
public final class Redactor {

    /** What stands in place of a secret. */
    public static final String MASK = "***";

    private final MatcherSalt salt = new MatcherSalt();
    private volatile SecretMatcher matcher = SecretMatcher.none(salt);

    /** Makes a redactor that knows shapes only. */
    public Redactor() {}

    /** Makes a redactor that knows these secrets, too. */
    public Redactor(Collection<Secret> secrets) {
        register(secrets);
    }

    /** Masks this secret, too, from now on. Registering it again changes nothing. */
    public void register(Secret secret) {
        register(List.of(secret));
    }

    /**
     * Masks these secrets, too, from now on.
     *
     * @throws IllegalStateException if one of them is closed
     */
    public synchronized void register(Collection<Secret> secrets) {
        matcher = matcher.with(secrets);
    }

    /** Returns {@code text} with all secrets masked: the same object if there are none. */
    public CharSequence redact(CharSequence text) {
        BitSet masked = find(text);
        return masked == null ? text : withMasks(text, masked);
    }

    /** Returns {@code text} with all secrets masked: the same object if there are none. */
    public String redact(String text) {
        BitSet masked = find(text);
        return masked == null ? text : withMasks(text, masked);
    }

    private @Nullable BitSet find(CharSequence text) {
        return TokenShapes.find(text, matcher.find(text));
    }

    private static String withMasks(CharSequence text, BitSet masked) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        for (int from = masked.nextSetBit(0); from >= 0; from = masked.nextSetBit(at)) {
            out.append(text, at, from).append(MASK);
            at = masked.nextClearBit(from);
        }
        return out.append(text, at, text.length()).toString();
    }
}
