package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.ReloadingFile.Outcome;
import dev.hardening.core.secret.SecretFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReloadingFileTest {

    private static final String OLD = "3f9a0c57d1e84b26a75f3e90c8d2b1466b8e02f4a9d7c35110fe84726bd95ac3";
    private static final String NEW = "b41d7e0936fa58c2e1709d4bf6a8352c0e97d4a1538bc6f2704e19adc3865fb0";

    @TempDir
    Path directory;

    private Path file;
    private final Heard heard = new Heard();

    @BeforeEach
    void write_the_first_secret() throws IOException {
        file = Files.writeString(directory.resolve("jwt_secret"), OLD + "\n");
    }

    @Test
    void takes_a_new_secret_after_two_equal_looks() throws IOException {
        ReloadingFile<Secret> reloading = open();
        assertHolds(OLD, reloading);
        assertEquals(Outcome.UNCHANGED, reloading.poll());

        Files.writeString(file, NEW + "\n");

        assertEquals(Outcome.SEEN_ONCE, reloading.poll());
        assertHolds(OLD, reloading);
        assertEquals(Outcome.ACCEPTED, reloading.poll());
        assertHolds(NEW, reloading);
        assertEquals(Outcome.UNCHANGED, reloading.poll());
        assertEquals(List.of("accepted JWT_SECRET"), heard.lines);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of(Reason.EMPTY, ""),
                Arguments.of(Reason.EMPTY, "\n"),
                Arguments.of(Reason.WEAK, NEW.substring(0, 20)),
                Arguments.of(Reason.WEAK, "a".repeat(64)),
                Arguments.of(Reason.WEAK, "your-session-secret-your-session-secret"),
                Arguments.of(Reason.CONTROL_CHARACTER, NEW + "\n\n"),
                Arguments.of(Reason.NUL_CHARACTER, NEW + "\0"),
                Arguments.of(Reason.BYTE_ORDER_MARK, "\ufeff" + NEW),
                Arguments.of(Reason.TOO_LARGE, NEW.repeat(2000)));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void keeps_the_old_secret_when_the_new_one_is_bad_and_says_so_once(Reason reason, String content)
            throws IOException {
        ReloadingFile<Secret> reloading = open();
        Files.writeString(file, content);

        assertEquals(Outcome.SEEN_ONCE, reloading.poll());
        assertEquals(List.of(), heard.lines);
        assertEquals(Outcome.REJECTED, reloading.poll());
        for (int i = 0; i < 5; i++) {
            assertEquals(Outcome.UNCHANGED, reloading.poll());
        }

        assertHolds(OLD, reloading);
        assertEquals(List.of("rejected JWT_SECRET " + reason), heard.lines);
        assertFalse(heard.texts.toString().contains(NEW));
        Files.writeString(file, NEW);
        reloading.poll();
        assertEquals(Outcome.ACCEPTED, reloading.poll());
        assertHolds(NEW, reloading);
    }

    @Test
    void survives_the_loss_and_the_return_of_the_file() throws IOException {
        ReloadingFile<Secret> reloading = open();
        Files.delete(file);

        assertEquals(Outcome.SEEN_ONCE, reloading.poll());
        assertEquals(Outcome.REJECTED, reloading.poll());
        assertEquals(Outcome.UNCHANGED, reloading.poll());
        assertHolds(OLD, reloading);

        Files.writeString(file, OLD + "\n");
        reloading.poll();
        reloading.poll();
        assertHolds(OLD, reloading);
        Files.delete(file);
        reloading.poll();
        reloading.poll();

        assertEquals(
                List.of("rejected JWT_SECRET MISSING", "recovered JWT_SECRET", "rejected JWT_SECRET MISSING"),
                heard.lines);
    }

    @Test
    void ignores_a_gap_that_lasts_one_look() throws IOException {
        ReloadingFile<Secret> reloading = open();
        Files.delete(file);
        assertEquals(Outcome.SEEN_ONCE, reloading.poll());
        Files.writeString(file, OLD + "\n");
        assertEquals(Outcome.UNCHANGED, reloading.poll());
        Files.delete(file);
        assertEquals(Outcome.SEEN_ONCE, reloading.poll());

        assertEquals(List.of(), heard.lines);
    }

    @Test
    void refuses_a_directory_that_took_the_place_of_the_file() throws IOException {
        ReloadingFile<Secret> reloading = open();
        Files.delete(file);
        Files.createDirectory(file);
        reloading.poll();
        reloading.poll();

        assertEquals(List.of("rejected JWT_SECRET NOT_A_REGULAR_FILE"), heard.lines);
        assertHolds(OLD, reloading);
    }

    @Test
    void sees_a_change_of_the_same_size_and_time() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        ReloadingFile<Secret> reloading = open();
        Files.writeString(file, NEW + "\n");
        Files.setLastModifiedTime(file, time);

        reloading.poll();
        assertEquals(Outcome.ACCEPTED, reloading.poll());
        assertHolds(NEW, reloading);
    }

    @Test
    void follows_a_link_that_is_swapped() throws IOException {
        Path one = Files.createDirectory(directory.resolve("..2026_01"));
        Path two = Files.createDirectory(directory.resolve("..2026_02"));
        Files.writeString(one.resolve("key"), OLD);
        Files.writeString(two.resolve("key"), NEW);
        Path data = Files.createSymbolicLink(directory.resolve("..data"), one.getFileName());
        file = Files.createSymbolicLink(directory.resolve("key"), Path.of("..data/key"));
        ReloadingFile<Secret> reloading = open();

        Path swap = Files.createSymbolicLink(directory.resolve("..data_tmp"), two.getFileName());
        Files.move(swap, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        reloading.poll();
        assertEquals(Outcome.ACCEPTED, reloading.poll());
        assertHolds(NEW, reloading);
    }

    @Test
    void never_takes_a_value_that_was_seen_once_only() throws IOException {
        ReloadingFile<Secret> reloading = open();
        for (int length = 32; length < 64; length++) {
            Files.writeString(file, NEW.substring(0, length));
            assertEquals(Outcome.SEEN_ONCE, reloading.poll());
        }
        Files.writeString(file, NEW);
        assertEquals(Outcome.SEEN_ONCE, reloading.poll());
        assertHolds(OLD, reloading);
        assertEquals(Outcome.ACCEPTED, reloading.poll());
        assertEquals(1, heard.lines.size());
    }

    @Test
    void only_values_that_were_whole_come_into_use_under_a_busy_writer() throws IOException {
        Random random = new Random(20260418);
        List<String> whole = List.of(OLD, NEW, NEW.replace('b', '7'));
        List<Secret> allowed =
                whole.stream().map(value -> Secret.ofUtf8("K", value)).toList();
        ReloadingFile<Secret> reloading = ReloadingFile.open(
                "K", file, SecretParser.one("K", SecretRule.signing().strict()), heard);
        for (int i = 0; i < 500; i++) {
            String next = whole.get(random.nextInt(whole.size()));
            Files.writeString(file, next.substring(0, random.nextInt(3) == 0 ? random.nextInt(60) : next.length()));
            reloading.poll();
            assertTrue(allowed.contains(reloading.get()));
        }
    }

    @Test
    void refuses_to_open_a_bad_file() throws IOException {
        Files.writeString(file, "short");

        SecretFileException weak = assertThrows(SecretFileException.class, this::open);
        assertEquals(Reason.WEAK, weak.reason());
        assertEquals(SecretWeakness.TOO_SHORT, weak.findings().get(0).weakness());
        assertTrue(weak.toString().contains("openssl rand -hex 32"));
        Files.delete(file);
        assertEquals(
                Reason.MISSING,
                assertThrows(SecretFileException.class, this::open).reason());
    }

    @Test
    void reloads_a_list_of_keys_so_that_removal_revokes() throws IOException {
        Files.writeString(file, OLD + "," + NEW);
        ReloadingFile<List<Secret>> keys =
                ReloadingFile.open("API_KEYS", file, SecretParser.list("API_KEYS", SecretRule.apiKey()), heard);
        List<Secret> before = keys.get();
        assertEquals(2, before.size());

        Files.writeString(file, NEW + "\n");
        keys.poll();
        keys.poll();

        assertEquals(List.of(Secret.ofUtf8("K", NEW)), keys.get());
        assertEquals(OLD.length(), before.get(0).length(), "a request that holds the old list keeps it");
    }

    @Test
    void drops_what_a_parser_says_about_the_content() throws IOException {
        ReloadingFile<Integer> number = ReloadingFile.open(
                "N",
                Files.writeString(file, "12"),
                (path, content) -> Integer.valueOf(new String(content, java.nio.charset.StandardCharsets.US_ASCII)),
                heard);
        assertEquals(12, number.get());
        Files.writeString(file, "canary");
        number.poll();
        number.poll();

        assertEquals(List.of("rejected N UNUSABLE"), heard.lines);
        assertFalse(heard.texts.toString().contains("canary"));
        assertEquals(12, number.get());
    }

    @Test
    void hands_the_new_value_on_before_the_listener_hears_of_it() throws IOException {
        List<Object> order = new ArrayList<>();
        ReloadingFile<Secret> reloading = ReloadingFile.open(
                "K",
                file,
                SecretParser.one("K", SecretRule.signing()),
                new Heard() {
                    @Override
                    public void accepted(String name) {
                        order.add("listener");
                    }
                },
                order::add);
        Files.writeString(file, NEW);
        reloading.poll();
        reloading.poll();

        assertEquals(List.of(Secret.ofUtf8("K", NEW), "listener"), order);
    }

    @Test
    void has_the_new_value_in_use_although_a_callback_throws() throws IOException {
        ReloadingFile<Secret> reloading = ReloadingFile.open(
                "K", file, SecretParser.one("K", SecretRule.signing()), ReloadListener.none(), value -> {
                    throw new IllegalStateException("pool");
                });
        Files.writeString(file, NEW);
        reloading.poll();

        assertThrows(IllegalStateException.class, reloading::poll);
        assertHolds(NEW, reloading);
        assertEquals(Outcome.UNCHANGED, reloading.poll());
    }

    @Test
    void tells_its_name_and_no_value() {
        ReloadingFile<Secret> reloading = open();

        assertEquals("JWT_SECRET", reloading.name());
        assertTrue(reloading.toString().contains("JWT_SECRET"));
        assertFalse(reloading.toString().contains(OLD));
        assertSame(reloading.get(), reloading.get());
    }

    private ReloadingFile<Secret> open() {
        return ReloadingFile.open("JWT_SECRET", file, SecretParser.one("JWT_SECRET", SecretRule.signing()), heard);
    }

    private static void assertHolds(String value, ReloadingFile<Secret> reloading) {
        assertEquals(Secret.ofUtf8("K", value), reloading.get());
    }

    private static class Heard implements ReloadListener {

        final List<String> lines = new ArrayList<>();
        final StringBuilder texts = new StringBuilder();

        @Override
        public void accepted(String name) {
            lines.add("accepted " + name);
        }

        @Override
        public void recovered(String name) {
            lines.add("recovered " + name);
        }

        @Override
        public void rejected(String name, SecretFileException reason) {
            lines.add("rejected " + name + " " + reason.reason());
            texts.append(reason);
        }
    }
}
