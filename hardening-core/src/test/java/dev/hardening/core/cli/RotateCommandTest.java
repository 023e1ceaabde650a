package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        Files.writeString(folder.resolve(".jwt.rotating"), "");
        rotate(file).exits(1).says("another rotation runs", ".jwt.rotating");
        assertEquals(OLD, text(file));
        Files.delete(folder.resolve(".jwt.rotating"));
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
}
