package dev.hardening.benchmarks;

import dev.hardening.core.net.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The least code that makes each decision, for one thread and without any of the duties that the rooms have. */
final class Floors {

    private Floors() {}

    /** As many fields as the api profile has over https, added one after the other. */
    static void headers(StubResponse response) {
        response.addHeader("X-Content-Type-Options", "nosniff");
        response.addHeader("X-Frame-Options", "DENY");
        response.addHeader("Referrer-Policy", "no-referrer");
        response.addHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.addHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.addHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.addHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
        response.addHeader("Cross-Origin-Embedder-Policy", "require-corp");
        response.addHeader("Permissions-Policy", "camera=()");
        response.addHeader("Cache-Control", "no-store");
    }

    /** The same fields in the words of Jetty's filter. */
    static String jettyHeaders() {
        return "add X-Content-Type-Options: nosniff,add X-Frame-Options: DENY,add Referrer-Policy: no-referrer,"
                + "add Content-Security-Policy: default-src 'none'; frame-ancestors 'none',"
                + "add Cross-Origin-Opener-Policy: same-origin,add Cross-Origin-Resource-Policy: same-origin,"
                + "add Strict-Transport-Security: max-age=63072000; includeSubDomains,"
                + "add Cross-Origin-Embedder-Policy: require-corp,add Permissions-Policy: camera=(),"
                + "add Cache-Control: no-store";
    }

    /** Looks at each character once. */
    static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ') {
                return false;
            }
        }
        return true;
    }

    /** Random bytes from a pool that AES in counter mode fills. */
    static final class Nonces {
        private final byte[] pool = new byte[4096];
        private final byte[] zeros = new byte[4096];
        private final Cipher cipher;
        private int at = pool.length;

        Nonces() throws GeneralSecurityException {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, 0, 16, "AES"),
                    new IvParameterSpec(Arrays.copyOfRange(key, 16, 32)));
        }

        String next() throws GeneralSecurityException {
            if (at == pool.length) {
                cipher.update(zeros, 0, zeros.length, pool, 0);
                at = 0;
            }
            byte[] bytes = Arrays.copyOfRange(pool, at, at + 16);
            at += 16;
            return Base64.getEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    /** The last element of X-Forwarded-For when the peer is the one proxy. */
    static @Nullable IpAddress client(IpAddress peer, IpAddress proxy, @Nullable String forwarded) {
        if (forwarded == null || !peer.equals(proxy)) {
            return peer;
        }
        int comma = forwarded.lastIndexOf(',');
        int from = comma < 0 ? 0 : comma + 2;
        return IpAddress.tryParse(forwarded, from, forwarded.length());
    }

    /** A binary trie over IPv4 bits. */
    static final class Trie {
        private int[] children = new int[64];
        private boolean[] ends = new boolean[32];
        private int size = 1;

        void add(int address, int prefix) {
            int node = 0;
            for (int bit = 0; bit < prefix; bit++) {
                int side = 2 * node + (address >>> (31 - bit) & 1);
                if (children[side] == 0) {
                    if (size == ends.length) {
                        children = Arrays.copyOf(children, children.length * 2);
                        ends = Arrays.copyOf(ends, ends.length * 2);
                    }
                    children[side] = size++;
                }
                node = children[side];
            }
            ends[node] = true;
        }

        boolean contains(int address) {
            int node = 0;
            for (int bit = 31; bit >= 0; bit--) {
                if (ends[node]) {
                    return true;
                }
                node = children[2 * node + (address >>> bit & 1)];
                if (node == 0) {
                    return false;
                }
            }
            return ends[node];
        }
    }

    /** A table of hashed slots, each with one window's start and count; colliding keys share a slot. */
    static final class Slots {
        private final long[] slots;
        private final int max;
        private final long window;

        Slots(int capacity, int max, long window) {
            this.slots = new long[2 * Integer.highestOneBit(capacity * 2 - 1)];
            this.max = max;
            this.window = window;
        }

        boolean take(long key, long now) {
            long mixed = key * 0x9E3779B97F4A7C15L;
            int at = 2 * (int) ((mixed >>> 32) % (slots.length / 2));
            if (now - slots[at] >= window) {
                slots[at] = now;
                slots[at + 1] = 0;
            }
            return ++slots[at + 1] <= max;
        }
    }

    /** Digests by their first eight bytes, and one comparison. */
    static final class Keys {
        private final Map<Long, byte[]> digests = new HashMap<>();
        private final MessageDigest sha256;

        Keys(List<String> keys) throws GeneralSecurityException {
            sha256 = MessageDigest.getInstance("SHA-256");
            for (String key : keys) {
                byte[] digest = sha256.digest(key.getBytes(StandardCharsets.US_ASCII));
                digests.put(ByteBuffer.wrap(digest).getLong(), digest);
            }
        }

        boolean contains(String key) {
            byte[] digest = sha256.digest(key.getBytes(StandardCharsets.US_ASCII));
            byte[] known = digests.get(ByteBuffer.wrap(digest).getLong());
            return known != null && MessageDigest.isEqual(known, digest);
        }
    }
}
