package dev.hardening.core.secret;

import java.util.List;
import java.util.stream.Stream;

/** Secrets that people do use and that a signing key must not be; all but the short ones have 32 bytes or more. */
final class WeakSecrets {

    private WeakSecrets() {}

    static List<String> all() {
        return Stream.concat(long32().stream(), printedInGuides().stream()).toList();
    }

    static List<String> long32() {
        return List.of(
                "a".repeat(40),
                "0".repeat(64),
                "ab".repeat(20),
                "deadbeef".repeat(8),
                "DeadBeefdeadbeef".repeat(2),
                "deadbeefcafebabefeedfacebaadf00d",
                "password".repeat(4),
                "Password123!Password123!Password",
                "passwordpassword1234567890123456",
                "P@ssw0rdP@ssw0rdP@ssw0rd99887766",
                "changeme".repeat(4),
                "CHANGE_ME_IN_PRODUCTION_use_openssl_rand_hex_32",
                "change-me-please-change-me-please",
                "your-256-bit-secret-your-256-bit",
                "your-session-secret-your-session-secret",
                "your_jwt_key_goes_here_and_is_long_enough",
                "replace-with-strong-value-0123456789",
                "0123456789abcdef".repeat(4),
                "0123456789abcdef0123456789abcdef",
                "1234567890".repeat(4),
                "00112233445566778899aabbccddeeff",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "202224262830323436383a3c3e404244464849b1c0d2e4f65a7b9c0d1e2f3a4b",
                "aaaaaaaabbbbbbbbccccccccdddddddd",
                "11111111222222223333333344444444",
                "abcdefghijklmnopqrstuvwxyz012345",
                "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvu",
                "qwertyuiopasdfghjklzxcvbnm123456",
                "1q2w3e4r5t6z7u8i9o0p1q2w3e4r5t6z",
                "<32-byte-hex-random><32-byte-hex-random>",
                "<paste a long random text right in here>",
                "${JWT_SIGNING_VALUE_FROM_ENVIRONMENT}",
                "{{ .Values.jwt.signing.value.from.helm }}",
                "$(openssl rand -hex 32 | tr -d newline)",
                "[enter a long and random value right here]",
                "“3f9a0c57d1e84b26a75f3e90c8d2b146”",
                "\"3f9a0c57d1e84b26a75f3e90c8d2b146\"",
                "'3f9a0c57d1e84b26a75f3e90c8d2b146'",
                "3f9a0c57d1e84b26 a75f3e90c8d2b146",
                "3f9a0c57d1e84b26a75f3e90c8d2b146\n",
                "3f9a0c57d1e84b26\u0007a75f3e90c8d2b146",
                "this is a long passphrase of mine",
                "test-test-test-test-test-test-test-test",
                "dev-secret-key-do-not-use-in-production",
                "my-app-test-key-for-local-dev-only-2024",
                "ThisIsTheTestKeyForMyLocalDevServer2024",
                "supersecretsupersecretsupersecret",
                "a-string-secret-at-least-256-bits-long",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
                "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
                "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
                "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
                "6d79206f776e206c6f6e67206861726d6c6573732070687261736520",
                "bXkgb3duIGxvbmcgaGFybWxlc3MgcGhyYXNlIGhlcmUhIQ==",
                "00000000-0000-0000-0000-000000000000",
                "11111111-2222-4333-8444-555555555555",
                "django-insecure-k3#v9!x0pQ7z5m2n8b4w",
                "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx");
    }

    /** Every value that the five production guides print where a secret belongs. */
    static List<String> printedInGuides() {
        return List.of(
                "your-database-key",
                "your-admin-key",
                "your-session-secret",
                "sk-ant-...",
                "“strong-secret”",
                "“strong-jwt-secret”",
                "strong-secret",
                "strong-jwt-secret",
                "replace-with-strong",
                "...",
                "user:pass",
                "USER:PASS",
                "(long random string)",
                "your-secure-key-here",
                "client-key-1",
                "admin-key-2",
                "service-key-3",
                "client-key",
                "admin-key",
                "${API_KEYS}",
                "<32-byte-hex-random>",
                "<strong-password>",
                "AI_AGENT_SECRET");
    }
}
