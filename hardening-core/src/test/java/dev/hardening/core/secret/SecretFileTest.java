package dev.hardening.core.secret;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.SecretFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SecretFileTest {

    @TempDir
    Path directory;

    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of("value", "value"),
                Arguments.of("value\n", "value"),
                Arguments.of("value\r\n", "value"),
                Arguments.of(" value ", " value "),
                Arguments.of("välue\n", "välue"),
                Arguments.of("\uD83D\uDD11", "\uD83D\uDD11"),
                Arguments.of("x", "x"),
                Arguments.of("a=b,c;d\"e", "a=b,c;d\"e"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void drops_one_line_end_and_nothing_else(String content, String expected) throws IOException {
        assertEquals(Secret.ofUtf8("K", expected), SecretFile.read("K", write(content.getBytes(UTF_8))));
    }

    static Stream<Arguments> bad() {
        byte[] tooLarge = new byte[SecretFile.MAX_BYTES + 1];
        Arrays.fill(tooLarge, (byte) 'a');
        return Stream.of(
                Arguments.of(Reason.EMPTY, new byte[0]),
                Arguments.of(Reason.EMPTY, "\n".getBytes(UTF_8)),
                Arguments.of(Reason.EMPTY, "\r\n".getBytes(UTF_8)),
                Arguments.of(Reason.EMPTY, "   \n".getBytes(UTF_8)),
                Arguments.of(Reason.EMPTY, "\u00a0".getBytes(UTF_8)),
                Arguments.of(Reason.CONTROL_CHARACTER, "canary\n\n".getBytes(UTF_8)),
                Arguments.of(Reason.CONTROL_CHARACTER, "canary\r".getBytes(UTF_8)),
                Arguments.of(Reason.CONTROL_CHARACTER, "canary\n\r\n".getBytes(UTF_8)),
                Arguments.of(Reason.CONTROL_CHARACTER, "\ncanary".getBytes(UTF_8)),
                Arguments.of(Reason.CONTROL_CHARACTER, "canary\tb".getBytes(UTF_8)),
                Arguments.of(Reason.CONTROL_CHARACTER, "canary\u001b[0m".getBytes(UTF_8)),
                Arguments.of(Reason.CONTROL_CHARACTER, "canary\u007f".getBytes(UTF_8)),
                Arguments.of(Reason.CONTROL_CHARACTER, "canary\u0085".getBytes(UTF_8)),
                Arguments.of(Reason.NUL_CHARACTER, "canary\0".getBytes(UTF_8)),
                Arguments.of(Reason.NUL_CHARACTER, "canary".getBytes(UTF_16LE)),
                Arguments.of(Reason.BYTE_ORDER_MARK, "\ufeffcanary".getBytes(UTF_8)),
                Arguments.of(Reason.BYTE_ORDER_MARK, "\ufeffcanary".getBytes(UTF_16LE)),
                Arguments.of(Reason.BYTE_ORDER_MARK, new byte[] {(byte) 0xfe, (byte) 0xff, 0, 'a'}),
                Arguments.of(Reason.NOT_UTF8, new byte[] {'c', 'a', (byte) 0xe4}),
                Arguments.of(Reason.NOT_UTF8, new byte[] {(byte) 0xc0, (byte) 0xaf}),
                Arguments.of(Reason.NOT_UTF8, new byte[] {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80}),
                Arguments.of(Reason.TOO_LARGE, tooLarge));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refuses_what_cannot_be_one_secret(Reason reason, byte[] content) throws IOException {
        Path file = write(content);

        SecretFileException refused = assertThrows(SecretFileException.class, () -> SecretFile.read("K", file));

        assertEquals(reason, refused.reason());
        assertEquals(file, refused.path());
        assertTrue(refused.toString().contains(file.toString()));
        assertFalse(refused.toString().contains("canary"));
        assertNull(refused.getCause(), "a cause may quote the content");
    }

    @Test
    void reads_files_up_to_the_limit() throws IOException {
        byte[] content = new byte[SecretFile.MAX_BYTES];
        Arrays.fill(content, (byte) 'a');

        assertEquals(SecretFile.MAX_BYTES, SecretFile.read("K", write(content)).length());
    }

    @Test
    void refuses_missing_files_directories_and_devices() throws IOException {
        assertEquals(Reason.MISSING, reasonOf(directory.resolve("none")));
        assertEquals(Reason.MISSING, reasonOf(directory.resolve("none/deeper")));
        assertEquals(Reason.NOT_A_REGULAR_FILE, reasonOf(directory));
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("none"));
        assertEquals(Reason.MISSING, reasonOf(dangling));
        Path device = Path.of("/dev/zero");
        if (Files.exists(device)) {
            assertEquals(Reason.NOT_A_REGULAR_FILE, reasonOf(device));
        }
    }

    @Test
    void never_waits_for_a_pipe() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0) {
            assertEquals(Reason.NOT_A_REGULAR_FILE, reasonOf(pipe));
        }
    }

    @Test
    void follows_links() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), write("value\n".getBytes(UTF_8)));

        assertEquals(Secret.ofUtf8("K", "value"), SecretFile.read("K", link));
    }

    @Test
    void shows_no_control_characters_of_the_path() {
        SecretFileException refused = assertThrows(
                SecretFileException.class, () -> SecretFile.read("K", directory.resolve("a\nb\u001b[31m")));

        assertFalse(refused.toString().chars().anyMatch(Character::isISOControl), refused.getMessage());
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("a,b", List.of("a", "b")),
                Arguments.of("a\nb\n", List.of("a", "b")),
                Arguments.of("a\r\nb\r\n\r\n", List.of("a", "b")),
                Arguments.of(" a , ,\t b ,,c\n\n", List.of("a", "b", "c")),
                Arguments.of("one", List.of("one")),
                Arguments.of("in side", List.of("in side")));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void splits_lists_at_lines_and_commas(String content, List<String> expected) throws IOException {
        List<Secret> secrets = SecretFile.readList("API_KEYS", write(content.getBytes(UTF_8)));

        assertEquals(expected.stream().map(value -> Secret.ofUtf8("K", value)).toList(), secrets);
        assertEquals("API_KEYS[1]", secrets.get(0).name());
        assertEquals(
                "API_KEYS[" + expected.size() + "]",
                secrets.get(expected.size() - 1).name());
    }

    @Test
    void refuses_lists_without_a_secret_or_with_control_characters() throws IOException {
        for (String content : new String[] {"", "\n", " , ", ",,\n,", "\t"}) {
            Path file = write(content.getBytes(UTF_8));
            assertEquals(
                    Reason.EMPTY,
                    assertThrows(SecretFileException.class, () -> SecretFile.readList("K", file))
                            .reason());
        }
        Path escape = write("a\nb\u001b".getBytes(UTF_8));
        assertEquals(
                Reason.CONTROL_CHARACTER,
                assertThrows(SecretFileException.class, () -> SecretFile.readList("K", escape))
                        .reason());
    }

    @Test
    void returns_or_throws_its_one_exception_for_any_bytes() throws IOException {
        Random random = new Random(20260417);
        for (int i = 0; i < 400; i++) {
            byte[] content = new byte[random.nextInt(12)];
            random.nextBytes(content);
            if (i % 2 == 0) {
                for (int k = 0; k < content.length; k++) {
                    content[k] = (byte) "a\n\r,\t \0\u00e4é".charAt(random.nextInt(8));
                }
            }
            Path file = write(content);
            try {
                assertTrue(SecretFile.read("K", file).length() > 0);
            } catch (SecretFileException expected) {
                assertEquals(file, expected.path());
            }
            try {
                assertFalse(SecretFile.readList("K", file).isEmpty());
            } catch (SecretFileException expected) {
                assertEquals(file, expected.path());
            }
        }
    }

    private Reason reasonOf(Path path) {
        return assertThrows(SecretFileException.class, () -> SecretFile.read("K", path))
                .reason();
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(directory.resolve("secret"), content);
    }
}
