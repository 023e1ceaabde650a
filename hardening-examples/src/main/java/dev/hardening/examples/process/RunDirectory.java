package dev.hardening.examples.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of one run: only its owner may enter it, and closing removes it with all that it holds. */
final class RunDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
    private static final int MOST_FILES = 1000;

    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    static RunDirectory in(Path parent) throws IOException {
        return new RunDirectory(Files.createTempDirectory(parent, "run-"));
    }

    Path path() {
        return path;
    }

    /** Tells whether the files have more bytes together than they may, or are too many to count. */
    boolean holdsMoreThan(long bytes) {
        Size size = new Size();
        try {
            Files.walkFileTree(path, size);
        } catch (IOException | UncheckedIOException e) {
            // The tool renames and removes files while they are counted; the next count sees what is left.
            LOG.debug("A run's files could not be counted", e);
        }
        return size.bytes > bytes || size.files > MOST_FILES;
    }

    @Override
    public void close() {
        delete(path);
    }

    /** Removes a tree; links are removed and not followed. */
    static void delete(Path tree) {
        try {
            Files.walkFileTree(tree, new Removal());
        } catch (IOException e) {
            LOG.warn("The files of a run could not be removed", e);
        }
    }

    private static final class Size extends SimpleFileVisitor<Path> {
        private long bytes;
        private int files;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            files++;
            return files > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            // A directory that may not be read may still be emptied of nothing.
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
