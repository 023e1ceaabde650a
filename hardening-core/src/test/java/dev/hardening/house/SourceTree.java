package dev.hardening.house;

import dev.hardening.testing.House;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All Java sources of all modules. */
final class SourceTree {

    private SourceTree() {}

    static List<JavaSource> read() throws IOException {
        Path root = House.root();
        List<JavaSource> sources = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(root, "hardening-*")) {
            for (Path module : modules) {
                readModule(sources, root, module);
            }
        }
        return sources;
    }

    /** A module may hold others. */
    private static void readModule(List<JavaSource> sources, Path root, Path module) throws IOException {
        for (String tree : List.of("src/main/java", "src/test/java")) {
            readInto(sources, root, module.resolve(tree));
        }
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(module)) {
            for (Path nested : inside) {
                if (Files.isRegularFile(nested.resolve("pom.xml"))) {
                    readModule(sources, root, nested);
                }
            }
        }
    }

    private static void readInto(List<JavaSource> sources, Path root, Path tree) throws IOException {
        if (!Files.isDirectory(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                String path = root.relativize(file).toString().replace('\\', '/');
                sources.add(JavaSource.of(path, Files.readString(file)));
            }
        }
    }
}
