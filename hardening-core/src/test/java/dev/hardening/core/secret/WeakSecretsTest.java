package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.SecretFinding.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeakSecretsTest {

    private static final long SEED = 4_711_2026L;
    private static final int SAMPLES = 100_000;

    /** Length alone must not be what refuses a secret here. */
    private static final SecretRule ANY_LENGTH = SecretRule.signing().toBuilder()
            .ignore(SecretWeakness.TOO_SHORT, SecretWeakness.TOO_FEW_RANDOM_BYTES)
            .build();

    static List<String> weak() {
        return WeakSecrets.long32();
    }

    static List<String> printed() {
        return WeakSecrets.printedInGuides();
    }

    @ParameterizedTest
    @MethodSource({"weak", "printed"})
    void refuses_weak_secrets_whatever_their_length(String value) {
        assertFalse(SecretRule.isAcceptable(ANY_LENGTH.check("K", value)));
        assertFalse(SecretRule.isAcceptable(ANY_LENGTH.check(Secret.ofUtf8("K", value))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "your-session-secret-your-session-secret",
                "replace-with-strong",
                "...",
                "<32-byte-hex-random>",
                "your-database-key",
                "sk-ant-...",
                "CHANGE_ME_IN_PRODUCTION_use_openssl_rand_hex_32",
                "your-secure-key-here",
                "${JWT_SECRET}"
            })
    void calls_a_placeholder_a_placeholder(String value) {
        List<SecretFinding> findings = SecretRule.signing().check("K", value);

        assertTrue(findings.stream().anyMatch(f -> f.weakness() == SecretWeakness.PLACEHOLDER), findings.toString());
        assertTrue(findings.toString().contains("placeholder"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"“x”", "”x", "x“", "«x»", "‘x’", "„x“", "\"x\"", "'x'", "`x`"})
    void names_the_quotes(String shape) {
        String value = shape.replace("x", "3f9a0c57d1e84b26a75f3e90c8d2b146");
        List<SecretFinding> findings = SecretRule.signing().check("SECRET_KEY", value);

        assertFalse(SecretRule.isAcceptable(findings));
        assertTrue(findings.stream().anyMatch(f -> f.weakness() == SecretWeakness.QUOTED));
        assertTrue(findings.toString().contains("quote"));
    }

    @Test
    void warns_of_a_quote_at_one_end() {
        String random = "3f9a0c57d1e84b26a75f3e90c8d2b1466b8e02f4";
        for (String value : new String[] {"\"" + random, random + "'"}) {
            List<SecretFinding> findings = SecretRule.signing().check("K", value);
            assertTrue(SecretRule.isAcceptable(findings));
            assertTrue(findings.stream().anyMatch(f -> f.weakness() == SecretWeakness.HALF_QUOTED));
        }
    }

    static Stream<Arguments> generators() {
        return Stream.of(
                generator("openssl rand -hex 16", random -> hex(random, 16)),
                generator("openssl rand -hex 32", random -> hex(random, 32)),
                generator(
                        "openssl rand -base64 24", random -> Base64.getEncoder().encodeToString(bytes(random, 24))),
                generator(
                        "openssl rand -base64 32", random -> Base64.getEncoder().encodeToString(bytes(random, 32))),
                generator(
                        "secrets.token_urlsafe(32)",
                        random -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, 32))),
                generator("uuidgen", random -> uuid(random)),
                generator("32 alphanumerics", random -> alphanumerics(random, 32)),
                generator(
                        "hk_live_", random -> "hk_live_" + alphanumerics(random, 8) + "_" + alphanumerics(random, 43)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("generators")
    void never_refuses_what_a_generator_writes(String name, Function<Random, String> generator) {
        Random random = new Random(SEED);
        for (int i = 0; i < SAMPLES; i++) {
            String value = generator.apply(random);
            for (SecretFinding finding : SecretRule.signing().check("K", value)) {
                assertEquals(Severity.WARN, finding.severity(), () -> name + ", seed " + SEED + ": " + finding);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"16,32,6", "16,64,10", "64,32,13", "64,43,17", "10,40,5"})
    void counts_distinct_characters_against_the_exact_limit(int alphabet, int length, int limit) {
        assertEquals(limit, VarietyLimits.tooFewDistinct(alphabet, length));
    }

    @ParameterizedTest
    @CsvSource({"16,64,11", "64,32,8", "64,43,8", "62,32,8"})
    void measures_runs_against_the_exact_limit(int alphabet, int length, int limit) {
        assertEquals(limit, VarietyLimits.tooLongRun(alphabet, length));
    }

    @Test
    void computes_the_chance_of_runs_exactly() {
        // By enumeration: of 4^6 texts over four characters, how many have a run of r equal or neighbouring ones?
        for (int run = 3; run <= 6; run++) {
            int found = 0;
            for (int text = 0; text < 4096; text++) {
                found += longestRun(text) >= run ? 1 : 0;
            }
            assertEquals(found / 4096.0, VarietyLimits.runChance(4, 3, 6, run), 1e-12, "run " + run);
        }
    }

    private static int longestRun(int text) {
        int longest = 1;
        int run = 1;
        int previous = -1;
        for (int i = 1; i < 6; i++) {
            int step = Math.floorMod(digit(text, i) - digit(text, i - 1), 4);
            run = step == 2 ? 1 : step == previous ? run + 1 : 2;
            previous = step;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static int digit(int text, int i) {
        return (text >> (2 * i)) & 3;
    }

    @Test
    void limits_never_fall_with_the_length() {
        for (int alphabet : new int[] {10, 16, 36, 62, 64, 95, 256}) {
            for (int length = 2; length <= VarietyLimits.MAX_LENGTH; length++) {
                assertTrue(VarietyLimits.tooFewDistinct(alphabet, length)
                        >= VarietyLimits.tooFewDistinct(alphabet, length - 1));
                assertTrue(VarietyLimits.tooFewDistinct(alphabet, length) < alphabet);
            }
            assertTrue(VarietyLimits.tooLongRun(alphabet, 200) >= VarietyLimits.tooLongRun(alphabet, 100));
        }
    }

    @Test
    void judges_long_values_by_their_beginning() {
        Random random = new Random(SEED);
        assertTrue(SecretRule.isAcceptable(SecretRule.signing().check("K", hex(random, 20_000))));
        assertFalse(SecretRule.isAcceptable(SecretRule.signing().check("K", "a".repeat(60_000))));
    }

    @Test
    void finds_one_secret_under_several_names() {
        byte[] key = bytes(new Random(SEED), 32);
        String hex = HexFormat.of().formatHex(key);
        List<Secret> forms = List.of(
                Secret.ofUtf8("HEX", hex),
                Secret.ofUtf8("UPPER", hex.toUpperCase(java.util.Locale.ROOT)),
                Secret.ofUtf8("BASE64", Base64.getEncoder().encodeToString(key)),
                Secret.ofUtf8("URL", Base64.getUrlEncoder().withoutPadding().encodeToString(key)),
                Secret.ofBytes("BYTES", key),
                Secret.ofUtf8("SAME", hex),
                Secret.ofUtf8("PREFIX", "hex:" + hex));

        List<SecretFinding> findings = SecretRule.distinct(forms);

        assertEquals(21, findings.size());
        assertEquals(
                Set.of(SecretWeakness.SHARED),
                findings.stream().map(SecretFinding::weakness).collect(Collectors.toSet()));
        assertEquals("HEX and UPPER", findings.get(0).name());
        assertFalse(SecretRule.isAcceptable(findings));
        assertFalse(findings.toString().contains(hex));
    }

    @Test
    void keeps_different_secrets_apart() {
        Random random = new Random(SEED);
        List<Secret> secrets = Stream.generate(() -> Secret.ofUtf8("K", hex(random, 32)))
                .limit(50)
                .toList();

        assertEquals(List.of(), SecretRule.distinct(secrets));
        assertEquals(List.of(), SecretRule.distinct(List.of()));
        assertEquals(List.of(), SecretRule.distinct(List.of(Secret.ofUtf8("A", "abcd"), Secret.ofUtf8("B", "ABCD"))));
        assertEquals(
                1,
                SecretRule.distinct(List.of(Secret.ofUtf8("A", "abcd"), Secret.ofUtf8("B", "abcd")))
                        .size());
    }

    @Test
    void judges_any_text_without_failing() {
        Random random = new Random(SEED);
        String pieces = "aA1-_.+/=“\"'<>${}%…\u0000\n \uD83D\uDE00\uD800é";
        for (int i = 0; i < 4_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int n = random.nextInt(50); n > 0; n--) {
                value.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            for (SecretRule rule : List.of(SecretRule.signing(), SecretRule.password())) {
                for (SecretFinding finding : rule.check("NAME", value)) {
                    assertTrue(finding.toString().startsWith("NAME "));
                }
            }
            byte[] bytes = bytes(random, 1 + random.nextInt(40));
            assertTrue(SecretRule.signing().check(Secret.ofBytes("K", bytes)).size() < 20);
        }
    }

    @Test
    void reads_hex_and_base64_of_readable_text() {
        String phrase = "my own long harmless phrase";
        String hex = HexFormat.of().formatHex(phrase.getBytes(StandardCharsets.UTF_8));
        assertTrue(Encodings.isEncodedText(hex));
        assertTrue(
                Encodings.isEncodedText(Base64.getEncoder().encodeToString(phrase.getBytes(StandardCharsets.UTF_8))));
        assertFalse(Encodings.isEncodedText(phrase));
    }

    private static Arguments generator(String name, Function<Random, String> generator) {
        return Arguments.of(name, generator);
    }

    private static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hex(Random random, int size) {
        return HexFormat.of().formatHex(bytes(random, size));
    }

    private static String uuid(Random random) {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE)
                .toString();
    }

    private static String alphanumerics(Random random, int length) {
        String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(all.charAt(random.nextInt(all.length())));
        }
        return text.toString();
    }
}
