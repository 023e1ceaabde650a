package dev.hardening.examples.votiveprompt;

import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts contents with AES-256-GCM under a key that is derived for this purpose. What was encrypted under one name opens
 * under no other. A nonce is random, so one key is good for some billions of contents (NIST SP 800-38D section 8.3). Safe
 * for use by many threads.
 */
final class PromptCipher {

    private static final String PURPOSE = "votive-prompt/content/v1";
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecretKeySpec key;
    private final String keyId;
    private final SecureRandom random = new SecureRandom();

    private PromptCipher(SecretKeySpec key, String keyId) {
        this.key = key;
        this.keyId = keyId;
    }

    /** Derives the key from the secret that an operator gave. */
    static PromptCipher under(Secret secret) {
        SecretKeySpec key = DerivedKey.secretFor(secret, PURPOSE).exposeBytes(bytes -> new SecretKeySpec(bytes, "AES"));
        return new PromptCipher(key, DerivedKey.of(secret, PURPOSE).id());
    }

    /** Returns what names the key and tells nothing of it. */
    String keyId() {
        return keyId;
    }

    /** Encrypts a content under a name; the result differs each time. */
    String seal(String name, String content) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + text.length + TAG_BYTES);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(text, 0, text.length, sealed, NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
        return Base64.getEncoder().encodeToString(sealed);
    }

    /**
     * Returns what was encrypted under this name with this key.
     *
     * @throws DamagedException when nothing was: it was changed, or belongs to another name or key
     */
    String open(String name, String sealed) throws DamagedException {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            // Decoders forgive bits behind the last byte; one content has one spelling here.
            if (bytes.length < NONCE_BYTES + TAG_BYTES
                    || !Base64.getEncoder().encodeToString(bytes).equals(sealed)) {
                throw new DamagedException();
            }
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES), name);
            return new String(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | AEADBadTagException e) {
            throw new DamagedException();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Names the key and does not tell it. */
    @Override
    public String toString() {
        return "PromptCipher[" + keyId + "]";
    }

    /** A content is not what was encrypted. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException() {
            super("not what was encrypted under this name and key");
        }
    }
}
