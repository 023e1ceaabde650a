package dev.hardening.core.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    private static final String KEY = "q3Zx8+Lw/0aTnV5rKcYb2hJ7sMdGfPe=";

    private final FakeTicker clock = new FakeTicker();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    private ApiKeys keys(ApiKeySettings.Builder builder) {
        return new ApiKeys(builder.build(), clock, clock, events::add);
    }

    private static Secret secret(String text) {
        return Secret.ofUtf8("key", text);
    }

    private static @Nullable String caller(ApiKeys keys, String... header) {
        Identity identity = keys.authenticate(FakeRequest.with(header));
        return identity == null ? null : identity.subject();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1_000, 10_000})
    void each_of_many_keys_proves_its_own_caller_and_no_near_miss_does(int count) {
        Random random = new Random(count);
        ApiKeySettings.Builder builder = ApiKeySettings.builder();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[24];
            random.nextBytes(bytes);
            texts.add(HexFormat.of().formatHex(bytes));
            builder.add(ApiKey.labelled("k" + i, ApiKeySettings.Builder.digestOf("k" + i, secret(texts.get(i)))));
        }
        ApiKeys keys = keys(builder);
        for (int i = 0; i < count; i++) {
            String text = texts.get(i);
            assertEquals("k" + i, caller(keys, "X-API-Key", text));
            assertNull(caller(keys, "X-API-Key", text.substring(1)));
            assertNull(caller(keys, "X-API-Key", text + "0"));
        }
    }

    static Stream<String> wrongKeys() {
        return Stream.of(
                "",
                " ",
                KEY.substring(1),
                KEY.substring(0, KEY.length() - 1),
                KEY + "x",
                KEY + " ",
                " " + KEY,
                KEY.toLowerCase(Locale.ROOT),
                KEY.toUpperCase(Locale.ROOT),
                KEY + "," + KEY,
                KEY + "\u0000",
                KEY.replace('a', 'ä'),
                "ＡＢＣ",
                "\uD83D\uDE00",
                "sha256:" + hexDigest(KEY),
                hexDigest(KEY),
                "x".repeat(512),
                "x".repeat(513),
                "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("wrongKeys")
    void anything_but_the_key_proves_nobody(String presented) {
        assertNull(caller(keys(ApiKeySettings.builder().key("a", secret(KEY))), "X-API-Key", presented));
    }

    @Test
    void the_refusal_names_the_header_and_where_keys_are_set_only_when_they_are_set_there() {
        assertEquals(
                "A valid key in the header X-API-Key is required; the operator sets valid keys in API_KEYS.",
                keys(ApiKeySettings.builder().key("API_KEYS[1]", secret(KEY)))
                        .refusal()
                        .detail());
        assertEquals(
                "A valid key in the header X-Admin-Key is required.",
                keys(ApiKeySettings.builder().header("X-Admin-Key").key("admin", secret(KEY)))
                        .refusal()
                        .detail());
    }

    @Test
    void the_key_counts_once_and_in_its_header_only() {
        ApiKeys keys = keys(ApiKeySettings.builder().key("a", secret(KEY)));
        assertEquals("a", caller(keys, "x-api-key", KEY));
        assertNull(caller(keys, "X-API-Key", KEY, "X-API-Key", KEY));
        assertNull(caller(keys, "X-API-Key", KEY, "x-api-key", "other"));
        assertNull(caller(keys, "X-Admin-Key", KEY));
        assertNull(caller(keys, "Authorization", "ApiKey " + KEY));
        assertNull(caller(keys));
    }

    @Test
    void the_authorization_field_counts_where_it_is_accepted() {
        ApiKeys keys = keys(ApiKeySettings.builder().key("a", secret(KEY)).acceptAuthorization());
        assertEquals("a", caller(keys, "Authorization", "apikey " + KEY));
        assertNull(caller(keys, "Authorization", "Basic " + KEY));
        assertNull(caller(keys, "Authorization", "ApiKey " + KEY, "Authorization", "ApiKey " + KEY));
        assertNull(caller(keys, "X-API-Key", "wrong", "Authorization", "ApiKey " + KEY));
        assertTrue(keys.isPresented(FakeRequest.with("Authorization", "ApiKey x")));
        assertFalse(keys.isPresented(FakeRequest.with("Authorization", "Bearer x")));
    }

    @Test
    void an_entry_may_be_the_digest_of_a_key() {
        ApiKeys keys = keys(ApiKeySettings.builder().key("a", secret("sha256:" + hexDigest(KEY))));
        assertEquals("a", caller(keys, "X-API-Key", KEY));
        assertNull(caller(keys, "X-API-Key", "sha256:" + hexDigest(KEY)));
    }

    private static String hexDigest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_key_counts_in_its_span_only() {
        Identity caller =
                Identity.provedBy(Proof.API_KEY, "a").tenant("t").role("r").build();
        ApiKeys keys = keys(ApiKeySettings.builder()
                .key(
                        secret(KEY),
                        caller,
                        clock.instant().plusSeconds(10),
                        clock.instant().plusSeconds(20)));
        assertNull(caller(keys, "X-API-Key", KEY));
        clock.advance(Duration.ofSeconds(10));
        Identity proved = keys.authenticate(FakeRequest.with("X-API-Key", KEY));
        assertNotNull(proved);
        assertEquals("t", proved.tenant());
        clock.advance(Duration.ofSeconds(10));
        assertNull(caller(keys, "X-API-Key", KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a,b", "a\tb", "schlüssel", "a\u0000"})
    void a_key_that_no_header_can_carry_is_refused_without_naming_it(String text) {
        InvalidSettingsException e = assertThrows(
                InvalidSettingsException.class, () -> ApiKeySettings.builder().key("LABEL", secret(text)));
        assertTrue(String.valueOf(e.getMessage()).contains("LABEL"));
        assertFalse(String.valueOf(e.getMessage()).contains(text));
    }

    @Test
    void without_keys_nobody_gets_in() {
        assertNull(caller(keys(ApiKeySettings.builder()), "X-API-Key", KEY));
    }

    @Test
    void uses_are_counted_by_label_and_worth_an_event_once_a_minute() {
        ApiKeys keys = keys(ApiKeySettings.builder().key("a", secret(KEY)));
        assertTrue(keys.noteUse("a"));
        assertFalse(keys.noteUse("a"));
        assertTrue(keys.noteUse("b"));
        clock.advance(Duration.ofMinutes(1));
        assertTrue(keys.noteUse("a"));
        assertEquals(List.of(new KeyUse("a", 3), new KeyUse("b", 1)), keys.uses());
    }

    @Test
    void the_redactor_of_the_logs_knows_the_keys_of_a_file_as_soon_as_they_count(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "first-key-of-the-file");
        Redactor redactor = new Redactor();
        ApiKeySettings settings = ApiKeySettings.builder().file(file).build();
        try (ApiKeys keys = new ApiKeys(settings, clock, clock, events::add, redactor)) {
            assertEquals("leaked ***", redactor.redact("leaked first-key-of-the-file"));
            Files.writeString(file, "other-key-of-the-file");
            keys.poll();
            keys.poll();
            assertNotNull(caller(keys, "X-API-Key", "other-key-of-the-file"));
            assertEquals("leaked ***", redactor.redact("leaked other-key-of-the-file"));
            assertEquals("leaked ***", redactor.redact("leaked first-key-of-the-file"), "old lines may still come");
        }
    }

    @Test
    void a_file_of_keys_is_followed_while_running(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "first-key-of-the-file\nsecond-key-of-the-file\n");
        try (ApiKeys keys = keys(ApiKeySettings.builder().key("a", secret(KEY)).file(file))) {
            assertEquals("a", caller(keys, "X-API-Key", KEY));
            assertNotNull(caller(keys, "X-API-Key", "first-key-of-the-file"));
            Files.writeString(file, "second-key-of-the-file,third-key-of-the-file");
            keys.poll();
            keys.poll();
            assertNull(caller(keys, "X-API-Key", "first-key-of-the-file"));
            assertNotNull(caller(keys, "X-API-Key", "second-key-of-the-file"));
            assertNotNull(caller(keys, "X-API-Key", "third-key-of-the-file"));
            assertEquals("a", caller(keys, "X-API-Key", KEY));
            for (String broken : List.of("", "a key with blanks", "schlüssel-aus-der-datei", "\u0000")) {
                Files.writeString(file, broken);
                keys.poll();
                keys.poll();
                assertNotNull(caller(keys, "X-API-Key", "third-key-of-the-file"), broken);
            }
            Files.delete(file);
            keys.poll();
            keys.poll();
            assertNotNull(caller(keys, "X-API-Key", "third-key-of-the-file"));
        }
        assertEquals(SecurityEventType.SECRET_RELOADED, events.get(0).type());
        assertEquals(
                5,
                events.stream()
                        .filter(e -> e.type() == SecurityEventType.SECRET_REJECTED)
                        .count());
    }

    @Test
    void a_key_in_both_versions_of_the_file_never_fails_while_it_is_rewritten(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), "a-key-that-stays-there");
        try (ApiKeys keys = keys(ApiKeySettings.builder().file(file))) {
            Thread caller = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    assertNotNull(caller(keys, "X-API-Key", "a-key-that-stays-there"));
                }
            });
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            caller.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            caller.start();
            for (int i = 0; i < 50; i++) {
                Files.writeString(file, "a-key-that-stays-there\nanother-key-number-" + i);
                keys.poll();
                keys.poll();
                assertNotNull(caller(keys, "X-API-Key", "another-key-number-" + i));
            }
            caller.interrupt();
            caller.join();
            assertEquals(List.of(), failures);
        }
    }

    @Test
    void a_key_from_elsewhere_proves_what_it_proves_in_the_header() {
        byte[] digest = Presented.sha256(KEY.getBytes(StandardCharsets.US_ASCII), 0, KEY.length());
        String declared = "sha256:" + HexFormat.of().formatHex(digest);
        ApiKeys keys = keys(ApiKeySettings.builder().key("declared", secret(declared)));
        Identity caller = keys.proves(KEY);
        assertNotNull(caller);
        assertEquals("declared", caller.subject());
        assertNull(keys.proves(declared), "the digest is no key");
        assertNull(keys(ApiKeySettings.builder()).proves(KEY));
    }

    @ParameterizedTest
    @MethodSource("wrongKeys")
    void a_wrong_key_from_elsewhere_proves_nobody(String wrong) {
        assertNull(keys(ApiKeySettings.builder().key("only", secret(KEY))).proves(wrong));
    }
}
