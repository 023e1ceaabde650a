package dev.hardening.core.token;

import dev.hardening.core.secret.Base64Url;
import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what a browser keeps and must neither read nor change: AES-256-GCM with a random nonce of 96 bits, under a key
 * derived for this purpose alone. What was sealed in one context opens in no other. One key is good for four billion
 * texts (NIST SP 800-38D section 8.3). Safe for use by many threads.
 */
final class OidcSeal {

    private static final String PURPOSE = "hardening/oidc/transaction/v1";
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final byte[] context;
    private final SecureRandom random;

    OidcSeal(Secret secret, String context, SecureRandom random) {
        this.key = DerivedKey.secretFor(secret, PURPOSE).exposeBytes(bytes -> new SecretKeySpec(bytes, "AES"));
        this.context = context.getBytes(StandardCharsets.UTF_8);
        this.random = random;
    }

    /** Returns characters that fit into a cookie. */
    String seal(String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] whole = ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
            return Base64Url.encode(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }

    /** Returns the text, or null for anything that was not sealed here. */
    @Nullable
    String open(String sealed) {
        byte[] whole = Base64Url.decode(sealed);
        if (whole == null || whole.length < NONCE_BYTES + TAG_BITS / 8) {
            return null;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(whole, 0, nonce, 0, NONCE_BYTES);
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            return new String(text, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException notSealedHere) {
            return null;
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }
}
