package dev.hardening.core.lockout;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes keys of names and addresses. Safe for use by many threads. */
final class AttemptIds {

    /** The longest name that is looked at. */
    static final int LONGEST = 256;

    private static final String PURPOSE = "hardening/lockout/v1";

    private final DerivedKey key;

    AttemptIds(@Nullable Secret secret) {
        this.key = DerivedKey.of(secret != null ? secret : random(), PURPOSE);
    }

    private static Secret random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Secret.ofBytes("lockout", bytes);
    }

    /**
     * Returns the one spelling of a name for counting: NFKC, trimmed, in lower case, without characters that are not seen.
     * Null when no account can have the name: it is blank, too long, or has control characters or half of a pair.
     */
    static @Nullable String canonical(String name) {
        if (name.length() > LONGEST || !isText(name)) {
            return null;
        }
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        StringBuilder seen = new StringBuilder(folded.length());
        Normalizer.normalize(folded, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .forEach(seen::appendCodePoint);
        String stripped = seen.toString().strip();
        return stripped.isEmpty() ? null : stripped;
    }

    private static boolean isText(String name) {
        return name.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** Returns the account part of a key. All names that nobody can have are one account, which is counted like others. */
    ByteBuffer account(@Nullable String canonical) {
        return id('a', canonical == null ? new byte[0] : canonical.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the place of an address: IPv6 by /64. */
    ByteBuffer place(IpAddress client) {
        return id('p', client.limitKey().toBytes());
    }

    private ByteBuffer id(char kind, byte[] value) {
        return ByteBuffer.wrap(key.mac(ByteBuffer.allocate(1 + value.length)
                .put((byte) kind)
                .put(value)
                .array()));
    }

    static AttemptKey key(AttemptDimension dimension, @Nullable ByteBuffer account, @Nullable ByteBuffer place) {
        return new AttemptKey(
                dimension,
                account == null ? 0 : account.getLong(0),
                account == null ? 0 : account.getLong(8),
                place == null ? 0 : place.getLong(0),
                place == null ? 0 : place.getLong(8));
    }
}
