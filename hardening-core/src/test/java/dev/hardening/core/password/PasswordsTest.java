package dev.hardening.core.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Violation;
import dev.hardening.testing.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

    private static final String SALT = "CCCCCCCCCCCCCCCCCCCCC.";
    private static final String A = "$2b$04$" + SALT + "f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu";

    private static Passwords of(PasswordHash hash) {
        return new Passwords(PasswordSettings.builder().hash(hash).bcryptCost(5).build());
    }

    private final Passwords passwords = of(PasswordHash.BCRYPT);

    private PasswordMatch verify(String given, @Nullable String stored) {
        return passwords.verify(given.toCharArray(), stored);
    }

    private static String hashed(Passwords passwords, String chosen) {
        return assertInstanceOf(PasswordEncoding.Encoded.class, passwords.encode(chosen.toCharArray()))
                .text();
    }

    @ParameterizedTest
    @CsvSource({
        "a, $2a$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
        "U*U, $2a$04$CCCCCCCCCCCCCCCCCCCCC.K7Qr0se1MxuggH4aP4YgB.U2Em1pGSK",
        "pässwörd, $2a$04$CCCCCCCCCCCCCCCCCCCCC.r5gqJaIw/Et6H9KstP3pEKn0VB0g6zW",
        "密码🔑, $2a$04$CCCCCCCCCCCCCCCCCCCCC.JJW0TUsgcBDHTxtqteo2z2Ko.0jGpA2",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, $2a$04$CCCCCCCCCCCCCCCCCCCCC.ug0A3dTXhy5U.dFjx/qguZ8I4CB77BC",
        "éééééééééééééééééééééééééééééééééééé, $2a$04$CCCCCCCCCCCCCCCCCCCCC.V43mEqf.z1nQbIz7ALIelx/7nosNNBG",
        "a, $2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
        "U*U, $2b$04$CCCCCCCCCCCCCCCCCCCCC.K7Qr0se1MxuggH4aP4YgB.U2Em1pGSK",
        "pässwörd, $2b$04$CCCCCCCCCCCCCCCCCCCCC.r5gqJaIw/Et6H9KstP3pEKn0VB0g6zW",
        "密码🔑, $2b$04$CCCCCCCCCCCCCCCCCCCCC.JJW0TUsgcBDHTxtqteo2z2Ko.0jGpA2",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, $2b$04$CCCCCCCCCCCCCCCCCCCCC.ug0A3dTXhy5U.dFjx/qguZ8I4CB77BC",
        "éééééééééééééééééééééééééééééééééééé, $2b$04$CCCCCCCCCCCCCCCCCCCCC.V43mEqf.z1nQbIz7ALIelx/7nosNNBG",
        "a, $2y$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
        "U*U, $2y$04$CCCCCCCCCCCCCCCCCCCCC.K7Qr0se1MxuggH4aP4YgB.U2Em1pGSK",
        "pässwörd, $2y$04$CCCCCCCCCCCCCCCCCCCCC.r5gqJaIw/Et6H9KstP3pEKn0VB0g6zW",
        "密码🔑, $2y$04$CCCCCCCCCCCCCCCCCCCCC.JJW0TUsgcBDHTxtqteo2z2Ko.0jGpA2",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, $2y$04$CCCCCCCCCCCCCCCCCCCCC.ug0A3dTXhy5U.dFjx/qguZ8I4CB77BC",
        "éééééééééééééééééééééééééééééééééééé, $2y$04$CCCCCCCCCCCCCCCCCCCCC.V43mEqf.z1nQbIz7ALIelx/7nosNNBG"
    })
    void P1_checks_bcrypt_of_other_programs_in_every_version(String password, String stored) {
        assertEquals(PasswordMatch.NEEDS_REHASH, verify(password, stored));
        assertEquals(PasswordMatch.NEEDS_REHASH, verify(password, "{bcrypt}" + stored));
        assertEquals(PasswordMatch.NOT_MATCHED, verify(password + "x", stored));
        assertEquals(PasswordMatch.NOT_MATCHED, verify(password.substring(1) + "y", stored));
    }

    @Test
    void P1_checks_the_contract_s_vector() {
        String stored = "$2b$10$N9qo8uLOickgx2ZMRZoMyehtJ/whDdsI.d1w/JqKiOrDw8pCT0JLG";

        assertEquals(PasswordMatch.MATCHED, verify("correct horse battery staple", stored));
        assertEquals(PasswordMatch.NOT_MATCHED, verify("correct horse battery stapler", stored));
    }

    @ParameterizedTest
    @CsvSource({
        "password, $argon2id$v=19$m=256:t=2:p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "password, $argon2id$v=19$m=65536:t=2:p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    })
    void checks_argon2id_of_the_reference_under_each_id(String password, String stored) {
        for (String id : List.of("argon2id", "argon2", "argon2@SpringSecurity_v5_8")) {
            String text = "{" + id + "}" + stored.replace(':', ',');
            assertEquals(PasswordMatch.NEEDS_REHASH, verify(password, text));
            assertEquals(PasswordMatch.NOT_MATCHED, verify("passwore", text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, {bcrypt-sha256}$2b$04$CCCCCCCCCCCCCCCCCCCCC.myaiLCgJPHE.Tqslu37WpEbpl7rRjdm",
        "pässwörd, {bcrypt-sha256}$2b$04$CCCCCCCCCCCCCCCCCCCCC.bN3srQV1L5xZHNfPejEUrvvWhmi6AF.",
        "password, {pbkdf2-sha512}1000$MDEyMzQ1Njc4OWFiY2RlZg$38DzhdBT7fPaUGBlsh42VTuuKSFAIYGZJ7l6feCDLIl+K3hdPFgxxu7xuUi4gIuH6cEIoODn18xH9Ig2ryNgUw",
        "pässwörd🔑, {pbkdf2-sha512}210000$MDEyMzQ1Njc4OWFiY2RlZg$8Do7mjgK4s7TLw78RzSanYqwLrk9B0IT6odnat4/P2P+KhV1anY3sPzDOkwrBu3sefDzps60tWdqvDQuequoWw"
    })
    void checks_pbkdf2_and_keyed_bcrypt_of_other_programs(String password, String stored) {
        assertTrue(verify(password, stored).isMatch());
        assertEquals(PasswordMatch.NOT_MATCHED, verify(password + password, stored));
    }

    @ParameterizedTest
    @EnumSource
    void what_it_hashes_it_checks_and_every_hash_has_a_salt_of_its_own(PasswordHash hash) {
        Passwords all = of(hash);
        String first = hashed(all, "eight chars or more");
        String second = hashed(all, "eight chars or more");

        assertTrue(first.startsWith("{" + hash.id() + "}"), first);
        assertNotEquals(first, second);
        assertEquals(PasswordMatch.MATCHED, all.verify("eight chars or more".toCharArray(), first));
        assertEquals(PasswordMatch.NOT_MATCHED, all.verify("eight chars or mort".toCharArray(), second));
        assertFalse(all.encode("eight chars or more".toCharArray()).toString().contains("$"));
    }

    @ParameterizedTest
    @EnumSource
    void a_hash_with_any_character_changed_matches_nothing_else(PasswordHash hash) {
        boolean bcrypt = hash == PasswordHash.BCRYPT || hash == PasswordHash.BCRYPT_SHA256;
        // What matches nothing costs a hash of today's kind, so that is a cheap one.
        Passwords all = new Passwords(PasswordSettings.builder()
                .hash(bcrypt ? hash : PasswordHash.BCRYPT)
                .bcryptCost(4)
                .build());
        String good = hash == PasswordHash.ARGON2ID
                ? "{argon2id}$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
                : hash == PasswordHash.PBKDF2
                        ? "{pbkdf2-sha512}1000$MDEyMzQ1Njc4OWFiY2RlZg$38DzhdBT7fPaUGBlsh42VTuuKSFAIYGZJ7l6feCDLIl+K3hdPFgxxu7xuUi4gIuH6cEIoODn18xH9Ig2ryNgUw"
                        : hashed(all, "password");
        char[] password = "password".toCharArray();
        assertTrue(all.verify(password, good).isMatch());
        long seed = 20260301;
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            int at = random.nextInt(good.indexOf('}') + 1, good.length());
            char replaced = (char) random.nextInt(32, 127);
            // The last character of a salt and of a hash of bcrypt has bits that count for nothing.
            boolean slack = good.contains("$2b$")
                    && (at == good.length() - 1 || at == good.length() - 32 || at == good.indexOf("$2") + 2);
            if (replaced != good.charAt(at) && !slack) {
                String bad = good.substring(0, at) + replaced + good.substring(at + 1);
                assertEquals(PasswordMatch.NOT_MATCHED, all.verify(password, bad), "seed " + seed + ": " + bad);
            }
            String cut = good.substring(0, at);
            assertEquals(PasswordMatch.NOT_MATCHED, all.verify(password, cut), "seed " + seed + ": " + cut);
        }
        Passwords ofToday = of(hash);
        assertEquals(PasswordMatch.NOT_MATCHED, ofToday.verify("passwore".toCharArray(), good));
        assertEquals(PasswordMatch.NOT_MATCHED, ofToday.verify(password, good.substring(0, good.length() - 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u00e9", "\u20ac", "\ud83d\udd11"})
    void P2_bcrypt_takes_72_bytes_and_not_one_more(String character) {
        int size = character.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        String longest = character.repeat(72 / size);
        for (String fits : List.of(longest, longest.substring(character.length()))) {
            assertTrue(verify(fits, hashed(passwords, fits)).isMatch());
        }
        String over = longest + "a";
        PasswordEncoding refused = passwords.encode(over.toCharArray());
        assertEquals(
                "TOO_LONG",
                assertInstanceOf(PasswordEncoding.Rejected.class, refused)
                        .violation()
                        .code());
        String stored = hashed(passwords, longest);
        assertEquals(PasswordMatch.NOT_MATCHED, verify(over, stored));
        assertNull(passwords.rehash(over.toCharArray()));
    }

    @ParameterizedTest
    @EnumSource(names = {"BCRYPT_SHA256", "ARGON2ID", "PBKDF2"})
    void P2_the_others_look_at_every_byte_of_a_long_password(PasswordHash hash) {
        Passwords all = of(hash);
        String stored = hashed(all, "x".repeat(1024));

        assertEquals(PasswordMatch.MATCHED, all.verify("x".repeat(1024).toCharArray(), stored));
        assertEquals(PasswordMatch.NOT_MATCHED, all.verify(("x".repeat(1023) + "y").toCharArray(), stored));
        assertEquals("TOO_LONG", violation(all, "x".repeat(1025)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "long enough\0",
                "\0long enough",
                "a\0a",
                "long \ud800 enough",
                "long enough\udc00",
                "\udc00\ud800 long"
            })
    void P3_no_password_has_a_NUL_or_half_a_character(String password) {
        for (PasswordHash hash : PasswordHash.values()) {
            assertEquals("MALFORMED", violation(of(hash), password));
        }
        assertNull(passwords.rehash(password.toCharArray()));
        assertEquals(PasswordMatch.NOT_MATCHED, verify(password, A));
    }

    @Test
    void P3_bcrypt_repeats_its_key_and_a_NUL_would_be_the_seam() {
        assertTrue(verify("a", A).isMatch());
        assertEquals(PasswordMatch.NOT_MATCHED, verify("a\0a", A));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "{}",
                "{bcrypt}",
                "{noop}password",
                "{BCRYPT}" + A,
                "{bcrypt",
                "password",
                "$",
                "$2b$",
                "{argon2id}",
                "$2b$31$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
                "$2b$16$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
                "$2b$03$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
                "$2b$00$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
                "$2b$-4$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
                "$2x$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
                "$2$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuuu",
                "$2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDu",
                "$2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuuu",
                "$2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuD\u00e9u",
                "{bcrypt}{bcrypt}$2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
                "{bcrypt} $2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu",
                "{argon2id}$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=2147483647,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=99999999999999999999,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=131072,t=10,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=256,t=1000000,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=256,t=2,p=16777215$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=256,t=-1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=256,t=2,p=1$$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
                "{argon2id}$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65",
                "{argon2id}$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{argon2id}$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "{pbkdf2-sha512}2147483647$MDEyMzQ1Njc4OWFiY2RlZg$AA",
                "{pbkdf2-sha512}1$MDEyMzQ1Njc4OWFiY2RlZg$AA",
                "{pbkdf2-sha512}1000$$",
                "{pbkdf2-sha512}1000",
                "{pbkdf2-sha512}$$$$$$$$$$$$",
                "{pbkdf2}5d923b44a6d129f3ddf3e3c8d29412723dcbde72445e8ef6bf3b508fbf17fa4ed4d6b99ca763d8dc"
            })
    void P5_a_hostile_hash_matches_nothing_and_costs_no_more_than_a_user_who_does_not_exist(String stored) {
        assertTimeout(Duration.ofSeconds(5), () -> assertEquals(PasswordMatch.NOT_MATCHED, verify("a", stored)));
        assertEquals(1, passwords.hashes());
    }

    @Test
    void P5_nor_does_any_other_text() {
        long seed = 20260302;
        Random random = new Random(seed);
        String alphabet = "{}$2aby04,=mtpv19/.+A\u00e9\0argon2idbcrypt-sha512pbkdf";
        Schemes schemes = new Schemes(passwords.settings());
        for (int i = 0; i < 3000; i++) {
            StringBuilder text =
                    new StringBuilder(i % 3 == 0 ? "{argon2id}$argon2id$v=19$" : i % 3 == 1 ? "$2b$04$" : "");
            for (int n = random.nextInt(80); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertNull(schemes.read(text.toString()), "seed " + seed + ": " + text);
        }
        assertEquals(PasswordMatch.NOT_MATCHED, verify("a", "{argon2id}".repeat(1_000_000)));
    }

    @Test
    void P6_a_user_who_does_not_exist_costs_one_hash_as_every_other_does() {
        assertEquals(PasswordMatch.NOT_MATCHED, verify("password", null));
        assertEquals(1, passwords.hashes());
        assertEquals(PasswordMatch.NOT_MATCHED, verify("x".repeat(100), null));
        assertEquals(2, passwords.hashes());
        assertEquals(PasswordMatch.NOT_MATCHED, verify("x".repeat(100), A));
        assertEquals(3, passwords.hashes());
    }

    @Test
    void P7_wipes_its_copies_and_leaves_the_caller_s_array_alone() {
        char[] given = "p\u00e4ssword".toCharArray();
        Typed typed = Typed.of(given);
        assertNotNull(typed);
        assertEquals(8, typed.codePoints());
        char[] chars = typed.chars();
        byte[] utf8 = typed.utf8();
        assertEquals(9, utf8.length);

        typed.close();

        assertEquals(0, String.valueOf(chars).replace("\0", "").length());
        assertTrue(Arrays.equals(new byte[9], utf8));
        assertEquals("p\u00e4ssword", String.valueOf(given));
    }

    @Test
    void a_weaker_hash_is_one_to_replace_and_a_stronger_one_stays() {
        Passwords weak = new Passwords(PasswordSettings.builder().bcryptCost(4).build());
        String stored = hashed(weak, "password");

        assertEquals(PasswordMatch.MATCHED, weak.verify("password".toCharArray(), stored));
        assertEquals(PasswordMatch.NEEDS_REHASH, verify("password", stored));
        String replaced = passwords.rehash("password".toCharArray());
        assertNotNull(replaced);
        assertTrue(replaced.startsWith("{bcrypt}$2b$05$"), replaced);
        assertEquals(PasswordMatch.MATCHED, verify("password", replaced));
        assertEquals(PasswordMatch.MATCHED, weak.verify("password".toCharArray(), replaced));
        assertEquals(PasswordMatch.NEEDS_REHASH, of(PasswordHash.PBKDF2).verify("password".toCharArray(), replaced));
    }

    @Test
    void an_old_short_password_is_hashed_anew_although_nobody_may_choose_it_today() {
        assertEquals("TOO_SHORT", violation(passwords, "short"));
        assertNotNull(passwords.rehash("short".toCharArray()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', TOO_SHORT",
        "1234567, TOO_SHORT",
        "\ud83d\udd11\ud83d\udd11\ud83d\udd11\ud83d\udd11, TOO_SHORT",
        "PassWord, TOO_COMMON",
        "qwertzuiop, TOO_COMMON"
    })
    void says_which_rule_a_new_password_breaks_and_never_what_it_is(String chosen, String code) {
        Passwords listed = new Passwords(PasswordSettings.builder()
                .bcryptCost(4)
                .blocklist(PasswordBlocklist.of(List.of("password", "12345678", "QWERTZUIOP")))
                .build());
        PasswordEncoding encoding = listed.encode(chosen.toCharArray());
        Violation violation =
                assertInstanceOf(PasswordEncoding.Rejected.class, encoding).violation();

        assertEquals(code, violation.code());
        assertEquals(violation, listed.violation(chosen.toCharArray()));
        assertTrue(chosen.isEmpty() || !encoding.toString().contains(chosen));
        assertEquals(0, listed.hashes());
        assertNull(listed.violation("passwordpassword".toCharArray()));
    }

    @Test
    void who_comes_when_all_places_and_the_queue_are_taken_is_told_so_at_once() throws Exception {
        Bulkhead bulkhead = new Bulkhead(1, 1, Duration.ofMinutes(1));
        assertTrue(bulkhead.enter());
        AtomicReference<@Nullable Boolean> waited = new AtomicReference<>();
        Thread second = new Thread(() -> waited.set(bulkhead.enter()));
        second.start();
        Eventually.until(() -> bulkhead.waiting() > 0);
        assertFalse(bulkhead.enter());
        bulkhead.leave();
        second.join();
        assertEquals(true, waited.get());
        assertEquals(0, bulkhead.waiting());
        bulkhead.leave();
        assertTrue(bulkhead.enter());
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_kept() throws Exception {
        Bulkhead bulkhead = new Bulkhead(1, 5, Duration.ofMinutes(1));
        assertTrue(bulkhead.enter());
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<@Nullable String> outcome = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            outcome.set(bulkhead.enter() + " " + Thread.currentThread().isInterrupted());
            done.countDown();
        });
        waiter.start();
        Eventually.until(() -> bulkhead.waiting() > 0);
        waiter.interrupt();
        done.await();
        assertEquals("false true", outcome.get());
        assertEquals(0, bulkhead.waiting());
    }

    @Test
    void nobody_waits_longer_than_the_longest_wait() {
        Bulkhead bulkhead = new Bulkhead(1, 5, Duration.ofMillis(1));
        assertTrue(bulkhead.enter());
        assertFalse(bulkhead.enter());
    }

    @Test
    void a_busy_machine_checks_nothing_and_says_so() throws Exception {
        Passwords busy = new Passwords(PasswordSettings.builder()
                .bcryptCost(13)
                .concurrency(1)
                .waiting(0)
                .build());
        Thread hashing = new Thread(() -> busy.rehash("password".toCharArray()));
        hashing.start();
        Eventually.until(() -> busy.hashes() > 0);
        assertEquals(PasswordMatch.BUSY, busy.verify("a".toCharArray(), A));
        assertEquals(PasswordMatch.BUSY, busy.verify("a".toCharArray(), null));
        assertInstanceOf(PasswordEncoding.Busy.class, busy.encode("password".toCharArray()));
        assertNull(busy.rehash("password".toCharArray()));
        assertEquals(1, busy.hashes());
        hashing.join();
        assertTrue(busy.verify("a".toCharArray(), A).isMatch());
    }

    private static @Nullable String violation(Passwords passwords, String chosen) {
        Violation violation = passwords.violation(chosen.toCharArray());
        return violation == null ? null : violation.code();
    }
}
