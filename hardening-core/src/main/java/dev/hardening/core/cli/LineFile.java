package dev.hardening.core.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a small file of lines that an operator has written. */
final class LineFile {

    private static final int LARGEST = 256 * 1024;

    private LineFile() {}

    /** Returns its lines, blanks around them dropped; those that are empty or begin with a hash are empty. */
    static List<String> read(Path file) throws MisuseException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new MisuseException(file + " is larger than 256 KiB");
            }
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .map(line -> line.startsWith("#") ? "" : line)
                    .toList();
        } catch (IOException e) {
            throw new MisuseException(file + " cannot be read");
        }
    }
}
