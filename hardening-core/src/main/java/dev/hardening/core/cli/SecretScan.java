package dev.hardening.core.cli;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.SettingSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for the values of secrets in the files of a directory, such as a checked-out repository. It reads the first MiB of
 * 20,000 files at most, follows no links, and knows nothing of a repository's history.
 */
final class SecretScan {

    private static final int SHORTEST = 8;
    private static final int MOST_FILES = 20_000;
    private static final int LARGEST = 1024 * 1024;
    private static final Set<String> SKIPPED = Set.of(".git", "node_modules", "target", "build");

    private SecretScan() {}

    static Check absentFrom(String directory) {
        return subject -> {
            Path root;
            try {
                root = Path.of(directory);
            } catch (InvalidPathException e) {
                return Finding.fail("the directory to look in is no path");
            }
            if (!Files.isDirectory(root)) {
                return Finding.fail(directory + " is no directory");
            }
            return scan(root, EnvSecrets.in(values(subject.source())).found());
        };
    }

    private static Finding scan(Path root, List<Secret> secrets) {
        List<Secret> looked =
                secrets.stream().filter(secret -> secret.length() >= SHORTEST).toList();
        if (looked.isEmpty()) {
            return Finding.manual("these settings hold no secret to look for");
        }
        Visitor visitor = new Visitor(root, looked);
        try {
            Path unused = Files.walkFileTree(root, visitor);
        } catch (IOException e) {
            return Finding.fail("a file under " + root + " cannot be read");
        }
        if (!visitor.found.isEmpty()) {
            return Finding.fail(String.join("; ", visitor.found));
        }
        return visitor.files > MOST_FILES
                ? Finding.manual("more than " + MOST_FILES + " files are too many to look through")
                : Finding.pass(looked.size() + " secrets are in none of " + visitor.files + " files under " + root);
    }

    private static Map<String, String> values(SettingSource source) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : source.names()) {
            String value = source.value(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {

        private final Path root;
        private final List<Secret> secrets;
        private final List<String> found = new ArrayList<>();
        private int files;

        Visitor(Path root, List<Secret> secrets) {
            this.root = root;
            this.secrets = secrets;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean skipped = !directory.equals(root) && SKIPPED.contains(String.valueOf(directory.getFileName()));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            files++;
            if (files > MOST_FILES || found.size() >= 20) {
                return FileVisitResult.TERMINATE;
            }
            if (attributes.isRegularFile()) {
                look(file);
            }
            return FileVisitResult.CONTINUE;
        }

        /** Each byte is a character of its own, so a search in text is a search in bytes. */
        private void look(Path file) throws IOException {
            String content;
            try (InputStream in = Files.newInputStream(file)) {
                content = new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1);
            }
            for (Secret secret : secrets) {
                if (secret.exposeBytes(bytes -> content.contains(new String(bytes, StandardCharsets.ISO_8859_1)))) {
                    found.add(secret.name() + " stands in " + root.relativize(file));
                }
            }
        }
    }
}
