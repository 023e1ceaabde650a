package dev.hardening.core.cli;

import static dev.hardening.testing.HandMadeToken.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.apikey.ApiKeys;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.token.TokenIssuer;
import dev.hardening.core.token.TokenKeys;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.TokenVerifier;
import dev.hardening.core.token.Verified;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotateCommandTest {

    private static final String OLD = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4GfN1xVb6Ty8i";
    private static final Identity ALICE =
            Identity.provedBy(Proof.TOKEN, "alice").build();

    private final FakeTicker time = new FakeTicker();

    @TempDir
    private Path folder;

    private Path file() throws IOException {
        return Files.writeString(folder.resolve("jwt"), OLD + "\n");
    }

    private Path previous() {
        return folder.resolve("jwt.previous");
    }

    private static String text(Path path) throws IOException {
        return Files.readString(path).strip();
    }

    private CommandLine rotate(Object... words) throws IOException {
        Object[] all = new Object[words.length + 1];
        all[0] = "rotate";
        System.arraycopy(words, 0, all, 1, words.length);
        CommandLine run = CommandLine.run(all).hides(OLD);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                for (String secret : Files.readString(path).split("[,\n]", -1)) {
                    run.hides(secret.isBlank() ? OLD : secret);
                }
            }
        }
        return run;
    }

    private TokenSettings tokens() {
        Map<String, String> values = new TreeMap<>();
        values.put("NODE_ENV", "production");
        values.put("JWT_ISSUER", "https://api.example.org");
        values.put("JWT_SECRET_FILE", folder.resolve("jwt").toString());
        if (Files.exists(previous())) {
            values.put("JWT_SECRET_PREVIOUS_FILE", previous().toString());
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        TokenSettings settings = TokenSettings.read(reader);
        assertEquals(List.of(), reader.finish().problems());
        return settings;
    }

    private boolean accepts(TokenSettings settings, TokenKeys keys, String token) {
        return new TokenVerifier(settings, keys, time).access(token) instanceof Verified.Good;
    }

    @Test
    void E_59_a_running_service_takes_old_and_new_and_after_the_overlap_only_new() throws Exception {
        file();
        TokenSettings settings = tokens();
        try (TokenKeys keys = TokenKeys.follow(settings, time, event -> {}, new Redactor())) {
            String old = token(settings, keys);
            rotate(folder.resolve("jwt")).exits(0).says("a new secret is in ", "the old one is in ", "jwt.previous");
            keys.poll();
            keys.poll();
            String fresh = token(settings, keys);
            assertNotEquals(old, fresh);
            assertEquals(List.of(true, true), List.of(verifies(settings, keys, old), verifies(settings, keys, fresh)));
            time.advance(settings.longestAccess().plus(settings.skew()).plusSeconds(1));
            assertEquals(List.of(false, true), List.of(verifies(settings, keys, old), verifies(settings, keys, fresh)));
        }
    }

    /** Asks at the time of issue, so that not the age of a token but its key decides. */
    private static boolean verifies(TokenSettings settings, TokenKeys keys, String token) {
        return new TokenVerifier(settings, keys, new FakeTicker()).access(token) instanceof Verified.Good;
    }

    @Test
    void E_59_a_service_that_starts_in_the_overlap_takes_both_and_after_its_end_only_new() throws Exception {
        file();
        String old = token(tokens());
        rotate(folder.resolve("jwt")).exits(0);
        String fresh = token(tokens());
        assertTrue(accepts(tokens(), TokenKeys.of(tokens(), time), old));
        assertTrue(accepts(tokens(), TokenKeys.of(tokens(), time), fresh));

        rotate("--end", folder.resolve("jwt")).exits(0).says("only the current secret is left in ");
        assertFalse(accepts(tokens(), TokenKeys.of(tokens(), time), old));
        assertTrue(accepts(tokens(), TokenKeys.of(tokens(), time), fresh));
    }

    private String token(TokenSettings settings) {
        return token(settings, TokenKeys.of(settings, time));
    }

    private String token(TokenSettings settings, TokenKeys keys) {
        return new TokenIssuer(settings, keys).access(ALICE, "s1", "t1", time.instant());
    }

    @Test
    void a_rotation_that_died_half_way_starts_a_service_and_is_ended_by_the_next() throws IOException {
        Path file = file();
        Files.writeString(previous(), OLD);
        assertTrue(tokens().isOn());
        rotate(file).exits(0);
        assertEquals(OLD, text(previous()));
    }

    @Test
    void sessions_take_both_secrets_too() throws IOException {
        Path file = file();
        rotate(file).exits(0);
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "SESSION_SECRET_FILE",
                file.toString(),
                "SESSION_SECRET_PREVIOUS_FILE",
                previous().toString())));
        CookieSettings cookie = CookieSettings.read(reader);
        assertTrue(cookie.isOn());
        assertEquals(List.of(), reader.finish().problems());
    }

    @Test
    void keeps_no_more_previous_secrets_than_a_token_without_a_key_id_is_tried_against() throws IOException {
        Path file = file();
        String second = rotated(file);
        String third = rotated(file);
        assertEquals(second + "," + OLD, text(previous()));
        rotated(file);
        assertEquals(third + "," + second, text(previous()));
        assertTrue(tokens().isOn());
    }

    private String rotated(Path file) throws IOException {
        rotate(file).exits(0);
        return text(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5a6b337654387161c0ffee0a0b0c0d0e5a6b337654387161c0ffee0a0b0c0d0f",
                "5a6b337654387161",
                "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G",
                "hunter2",
                "hk_live_abcdefgh"
            })
    void the_new_secret_has_the_form_of_the_old_one_and_is_strong(String old) throws IOException {
        Path file = Files.writeString(folder.resolve("s"), old);
        rotate(file).exits(0);
        String fresh = Files.readString(file);
        assertEquals(old.matches("[0-9a-f]+"), fresh.matches("[0-9a-f]{64,}"), "hex stays hex");
        assertEquals(List.of(), SecretRule.signing().check("fresh", fresh));
        assertFalse(fresh.endsWith("\n"), "no line end where none was");
        assertEquals(old, text(folder.resolve("s.previous")));
    }

    @Test
    void rights_links_and_line_ends_stay() throws IOException {
        Path file = file();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        rotate(link, "--previous", folder.resolve("old")).exits(0);
        assertTrue(Files.isSymbolicLink(link));
        assertNotEquals(OLD, text(file));
        assertTrue(Files.readString(file).endsWith("\n"));
        assertEquals(OLD, text(folder.resolve("old")));
        for (String name : List.of("jwt", "old")) {
            assertEquals(
                    "r--r-----",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))),
                    name);
        }
    }

    @Test
    void a_list_gets_a_new_key_and_every_client_is_served_until_the_end() throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), OLD + "\n");
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of("API_KEYS_FILE", file.toString())));
        ApiKeySettings settings = ApiKeySettings.read(reader);
        try (ApiKeys keys = new ApiKeys(settings, time, time, event -> {})) {
            rotate(file, "--list").exits(0).says("a new key is in the first line of");
            String fresh = Files.readString(file).lines().findFirst().orElseThrow();
            polled(keys);
            assertNotNull(keys.proves(OLD));
            assertNotNull(keys.proves(fresh));
            rotate(file, "--list", "--end").exits(0);
            polled(keys);
            assertNull(keys.proves(OLD));
            assertNotNull(keys.proves(fresh));
        }
    }

    private static void polled(ApiKeys keys) {
        keys.poll();
        keys.poll();
    }

    @Test
    void the_keys_of_several_clients_are_not_taken_away() throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "aaaaaaaaaaaaaaa1\nbbbbbbbbbbbbbbb2\nccccccccccccccc3\n");
        String before = Files.readString(file);
        rotate("--list", "--end", file).exits(1).says("by hand");
        assertEquals(before, Files.readString(file));
    }

    @Test
    void what_goes_wrong_changes_nothing_and_leaves_nothing() throws IOException {
        rotate(folder.resolve("none")).exits(1).says("not rotated: there is no such file");
        Path two = Files.writeString(folder.resolve("two"), "first-secret\nsecond-secret\n");
        rotate(two).exits(1).says("not rotated");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        rotate(empty).exits(1).says("not rotated");
        rotate(folder).exits(1).says("not rotated");
        Path file = file();
        rotate(file, "--previous", folder.resolve("no/where")).exits(1).says("not rotated");
        assertEquals(OLD, text(file));
        try (ReplacedFile other = ReplacedFile.begin(file, file)) {
            other.write(new byte[0]);
            rotate(file).exits(1).says("another rotation runs", ".jwt.rotating");
            assertTrue(Files.exists(folder.resolve(".jwt.rotating")), "it is the other's");
        }
        assertEquals(OLD, text(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.noneMatch(path -> path.toString().endsWith(".rotating")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a --list --previous b", "a --previous", "--lists a"})
    void a_misspelt_command_is_told(String words) {
        CommandLine.run((Object[]) ("rotate " + words).strip().split(" ", -1))
                .exits(2)
                .says("usage: rotate FILE");
    }

    @Test
    void what_a_killed_rotation_has_left_is_taken_away_by_the_next() throws IOException {
        Path file = file();
        Files.writeString(folder.resolve(".jwt.rotating"), "half a secr");
        Files.writeString(folder.resolve(".jwt.previous.rotating"), "");
        rotate(file).exits(0);
        assertEquals(OLD, text(previous()));
        assertFalse(text(file).contains("half"), "a new secret");
        assertFalse(Files.exists(folder.resolve(".jwt.rotating")));
        assertFalse(Files.exists(folder.resolve(".jwt.previous.rotating")));
    }

    /** The list of previous secrets has commas between, and drops blanks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "q8Vb,Zt4Lx9Pn2Rw7Ky3Mj6Hd1Fs5Gc0Ta",
                " q8VbZt4Lx9Pn2Rw7Ky3Mj6Hd1Fs5Gc0Ta",
                "q8VbZt4Lx9Pn2Rw7Ky3Mj6Hd1Fs5Gc0Ta\u00a0"
            })
    void a_secret_that_no_list_can_hold_is_not_rotated_and_nothing_is_written(String old) throws IOException {
        Path file = Files.writeString(folder.resolve("jwt"), old + "\n");
        rotate(file).exits(1).says("not rotated: HRD-1105").hides(old, "q8Vb");
        rotate("--end", file).exits(1).says("not rotated: HRD-1105");
        assertEquals(old + "\n", Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    /** Somebody who may write in the directory, between the write and the commit, which waits for the disk. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_was_put_in_the_place_of_the_new_file_is_not_followed_and_not_taken(boolean link) throws IOException {
        Path victim = Files.writeString(folder.resolve("private"), "not yours");
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        Path secret = file();
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        Path temporary = folder.resolve(".jwt.rotating");
        try (ReplacedFile next = ReplacedFile.begin(secret, secret)) {
            next.write("the new secret".getBytes(StandardCharsets.US_ASCII));
            Files.delete(temporary);
            if (link) {
                Files.createSymbolicLink(temporary, victim);
            } else {
                Files.writeString(temporary, "another secret");
            }
            IOException refused = assertThrows(IOException.class, next::commit);
            assertTrue(String.valueOf(refused.getMessage()).contains("was exchanged"), refused.getMessage());
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)));
        assertEquals("not yours", Files.readString(victim));
        assertEquals(OLD, text(secret));
        assertFalse(Files.isSymbolicLink(secret));
    }

    @Test
    void a_link_that_stands_in_the_place_of_the_new_file_is_neither_followed_nor_removed() throws IOException {
        Path victim = Files.writeString(folder.resolve("private"), "not yours");
        Files.createSymbolicLink(folder.resolve(".jwt.rotating"), victim);
        rotate(file()).exits(1).says(".jwt.rotating is no file");
        assertEquals("not yours", Files.readString(victim));
        assertEquals(OLD, text(folder.resolve("jwt")));
    }

    @Test
    void a_name_with_a_control_character_is_told_without_it() throws IOException {
        Path file = Files.writeString(folder.resolve("jwt\u001b[31m"), OLD);
        CommandLine.run("rotate", file).exits(2).says("control character").hides("\u001b");
        CommandLine.run("rotate", file(), "--previous", file).exits(2).hides("\u001b");
        assertEquals(OLD, Files.readString(file));
    }

    /** One poller is enough to see files at any moment; tokens are made and checked meanwhile without a pause. */
    @Test
    void E_59_no_good_token_is_refused_while_the_files_are_rotated_under_load() throws Exception {
        Path file = file();
        Files.writeString(previous(), OLD);
        TokenSettings settings = tokens();
        List<String> made = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger checked = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (TokenKeys keys = TokenKeys.follow(settings, time, event -> {}, new Redactor())) {
            made.add(token(settings, keys));
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    while (!over.get()) {
                        String fresh = token(settings, keys);
                        for (String token : List.of(fresh, made.get(checked.get() % made.size()))) {
                            refused.addAndGet(accepts(settings, keys, token) ? 0 : 1);
                            checked.incrementAndGet();
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            Thread poller = new Thread(() -> {
                while (!over.get()) {
                    keys.poll();
                }
            });
            poller.start();
            threads.add(poller);
            try {
                for (int i = 0; i < 6; i++) {
                    String before = made.get(made.size() - 1);
                    CommandLine.run("rotate", file).exits(0);
                    String next = token(settings, keys);
                    while (part(next, 0).equals(part(before, 0))) {
                        next = token(settings, keys);
                    }
                    made.add(next);
                    // A service that starts now takes what the two newest keys have signed.
                    TokenSettings started = tokens();
                    assertTrue(accepts(started, TokenKeys.of(started, time), before), "started, before");
                    assertTrue(accepts(started, TokenKeys.of(started, time), next), "started, next");
                }
            } finally {
                over.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        }
        assertEquals(0, refused.get(), "of " + checked.get());
        assertTrue(checked.get() >= 6, "checked: " + checked.get());
        assertEquals(7, made.size());
    }
}
