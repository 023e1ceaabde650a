package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.servlet.OpenFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredBodyTest {

    @TempDir
    Path directory = Path.of("replaced by JUnit");

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 300_000})
    void every_slice_reads_what_was_kept(int size) throws Exception {
        byte[] all = random(size);
        try (StoredBody body = new StoredBody(directory)) {
            body.readFrom(new ByteArrayInputStream(all));
            assertEquals(size, body.size());
            assertEquals(size > 65_536, !OpenFiles.in(directory).isEmpty(), directory::toString);
            for (int from = 0; from <= size; from += 20_011) {
                for (int to = from; to <= size; to += 30_011) {
                    assertArrayEquals(Arrays.copyOfRange(all, from, to), body.bytes(from, to), from + " " + to);
                }
            }
            try (InputStream slice = body.stream(0, size)) {
                int left = size;
                assertEquals(left, slice.available());
                assertEquals(size == 0 ? -1 : all[0] & 0xFF, slice.read());
                left = Math.max(0, left - 1);
                assertEquals(Math.min(7, left), slice.skip(7));
                assertEquals(Math.max(0, left - 7), slice.available());
                assertEquals(0, slice.skip(-1));
            }
            assertArrayEquals(all, body.bytes(0, size), "again");
        }
        assertEquals(List.of(), OpenFiles.in(directory));
    }

    @Test
    void nothing_is_read_and_nothing_kept_once_it_is_closed() throws Exception {
        for (int size : new int[] {10, 100_000}) {
            StoredBody body = new StoredBody(directory);
            body.readFrom(new ByteArrayInputStream(random(size)));
            InputStream slice = body.stream(0, 10);
            body.close();
            assertThrows(IOException.class, slice::read);
            assertThrows(IOException.class, () -> body.bytes(0, 10));
            assertThrows(IOException.class, () -> body.readFrom(new ByteArrayInputStream(random(1))));
            body.close();
        }
        assertEquals(List.of(), OpenFiles.in(directory));
    }

    @Test
    void a_file_that_cannot_be_made_is_a_failure() {
        StoredBody body = new StoredBody(directory.resolve("missing"));
        assertThrows(IOException.class, () -> body.readFrom(new ByteArrayInputStream(random(100_000))));
        body.close();
        assertTrue(Files.notExists(directory.resolve("missing")));
    }
}
