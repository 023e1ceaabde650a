package dev.hardening.examples.votiveprompt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptStoreTest {

    private static final Secret KEY = Secret.ofUtf8("DATABASE_KEY", "7c1f0e5d9c3a482e61d7f40a95c8e23b");
    private static final Secret OTHER = Secret.ofUtf8("DATABASE_KEY", "81d7f40a95c8e23b7c1f0e5d9c3a482e");

    @TempDir
    private Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void place() {
        file = directory.resolve("deep").resolve("er").resolve("prompts.db");
    }

    private PromptStore open(@Nullable Secret key) throws IOException {
        return PromptStore.open(file, key);
    }

    private void refuses(@Nullable Secret key, String word) throws IOException {
        byte[] before = Files.readAllBytes(file);
        IOException refused = assertThrows(IOException.class, () -> open(key));
        assertTrue(String.valueOf(refused.getMessage()).contains(word), refused::toString);
        assertFalse(String.valueOf(refused.getMessage()).contains(directory.toString()));
        assertArrayEquals(before, Files.readAllBytes(file), "nothing is lost");
    }

    @Test
    void V_39_contents_are_there_after_a_restart_and_not_readable_on_the_disk() throws IOException {
        Map<String, String> all = new HashMap<>();
        PromptStore store = open(KEY);
        for (int i = 0; i < 20; i++) {
            String content = "shibboleth \u20ac \" \\ \n " + i;
            assertTrue(store.put("NAME_" + i, content));
            all.put("NAME_" + i, content);
        }
        assertTrue(store.put("NAME_3", "changed"));
        all.put("NAME_3", "changed");
        assertEquals(all, store.all());
        assertEquals(all, open(KEY).all());
        assertFalse(Files.readString(file).contains("shibboleth"));
        try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
            assertEquals(1, files.count(), "no other file is left");
        }
    }

    @Test
    void V_39_another_key_is_refused_and_nothing_is_lost() throws IOException {
        open(KEY);
        refuses(OTHER, "DATABASE_KEY");
        open(KEY).put("NAME", "content");
        refuses(OTHER, "DATABASE_KEY");
        refuses(null, "DATABASE_KEY");
        assertEquals(Map.of("NAME", "content"), open(KEY).all());
    }

    @Test
    void a_key_does_not_make_an_open_file_good() throws IOException {
        open(null).put("NAME", "content");
        assertTrue(Files.readString(file).contains("content"));
        refuses(KEY, "DATABASE_KEY is set");
        assertEquals(Map.of("NAME", "content"), open(null).all());
    }

    @Test
    void V_39_swapped_contents_are_refused() throws IOException {
        PromptStore store = open(KEY);
        store.put("FIRST", "one");
        store.put("SECOND", "two");
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replace("\"FIRST\"", "\"X\"")
                        .replace("\"SECOND\"", "\"FIRST\"")
                        .replace("\"X\"", "\"SECOND\""));
        refuses(KEY, "changed or damaged");
        Files.writeString(file, text);
        assertEquals(2, open(KEY).all().size());
    }

    @Test
    void V_39_whatever_character_of_the_file_is_changed_the_contents_are_never_others() throws IOException {
        open(KEY).put("NAME", "content");
        String text = Files.readString(file);
        List<Integer> opened = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i) == 'A' ? 'B' : 'A';
            Files.writeString(file, text.substring(0, i) + c + text.substring(i + 1));
            try {
                open(KEY);
                opened.add(i);
            } catch (IOException expected) {
                assertFalse(String.valueOf(expected.getMessage()).contains("content\""));
            }
        }
        assertEquals(List.of(), opened);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SQLite format 3",
                "[]",
                "{}",
                "{\"format\":\"votive-prompts-2\",\"key\":\"\",\"prompts\":{}}",
                "{\"format\":\"votive-prompts-1\",\"prompts\":{}}",
                "{\"format\":\"votive-prompts-1\",\"key\":\"\",\"prompts\":[]}",
                "{\"format\":\"votive-prompts-1\",\"key\":\"\",\"prompts\":{\"A\":1}}"
            })
    void a_file_of_something_else_is_left_alone(String text) throws IOException {
        open(null);
        Files.writeString(file, text);
        refuses(null, "DATABASE_URL");
        refuses(KEY, "DATABASE_URL");
    }

    @Test
    void what_cannot_be_written_is_not_taken_and_what_was_there_stays() throws IOException {
        PromptStore store = open(KEY);
        store.put("NAME", "before");
        assertNull(store.check());
        Path folder = file.resolveSibling(".").normalize();
        Path away = Files.move(folder, directory.resolve("away"));
        assertThrows(IOException.class, () -> store.put("NAME", "after"));
        assertThrows(IOException.class, store::check);
        assertEquals(Map.of("NAME", "before"), store.all());
        Files.move(away, folder);
        assertNull(store.check());
        assertEquals(Map.of("NAME", "before"), open(KEY).all());
    }

    @Test
    void V_16_where_no_file_can_be_it_does_not_open() throws IOException {
        Files.createDirectories(file);
        IOException refused = assertThrows(IOException.class, () -> open(KEY));
        assertTrue(String.valueOf(refused.getMessage()).contains("DATABASE_URL"));
        Files.writeString(directory.resolve("plain"), "x");
        file = directory.resolve("plain").resolve("prompts.db");
        refused = assertThrows(IOException.class, () -> open(KEY));
        assertTrue(String.valueOf(refused.getMessage()).contains("DATABASE_URL"));
    }

    @Test
    void only_its_owner_reads_the_file_and_a_link_to_it_stays_one() throws IOException {
        open(KEY);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        PromptStore.open(link, KEY).put("NAME", "content");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(Map.of("NAME", "content"), open(KEY).all());
    }

    @Test
    void there_is_room_for_so_many_and_no_more() throws IOException {
        PromptStore store = open(null);
        String half = "x".repeat(PromptStore.MOST_UNITS / 2);
        assertTrue(store.put("A", half));
        assertTrue(store.put("B", half));
        assertFalse(store.put("C", "x"));
        assertTrue(store.put("B", "x"));
        assertTrue(store.put("C", "x"));
        assertEquals(3, open(null).all().size());
    }

    @Test
    void there_are_so_many_prompts_and_no_more() throws IOException {
        StringBuilder many =
                new StringBuilder("{\"format\":\"votive-prompts-1\",\"key\":\"\",\"prompts\":{\"P\":\"x\"");
        for (int i = 1; i < PromptStore.MOST_PROMPTS; i++) {
            many.append(",\"P_").append(i).append("\":\"x\"");
        }
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, many + "}}");
        PromptStore store = open(null);
        assertEquals(PromptStore.MOST_PROMPTS, store.all().size());
        assertFalse(store.put("ONE_MORE", "x"));
        assertTrue(store.put("P_7", "y"));
    }
}
