package dev.hardening.testing.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The library's temporary files. */
public final class OpenFiles {

    private static final Path OWN = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /** Returns the files of the directory, also those that this process, on Linux, holds open without a name. */
    public static List<String> in(Path directory) throws IOException {
        try (Stream<Path> named = Files.list(directory);
                Stream<Path> open = Files.isDirectory(OWN) ? Files.list(OWN) : Stream.empty()) {
            return Stream.concat(named.map(Path::toString), open.map(OpenFiles::target))
                    .filter(name -> name.startsWith(directory + "/hardening-"))
                    .toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
