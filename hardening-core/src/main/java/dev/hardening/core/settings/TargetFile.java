package dev.hardening.core.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Judges files that are to be written, before anything is. */
public final class TargetFile {

    private TargetFile() {}

    /**
     * Tells whether the file can be written, or made with the directories that are missing. Nothing is created to find out,
     * so a later attempt may fail all the same.
     */
    public static boolean isWritable(Path file) {
        Path path = file.toAbsolutePath();
        if (Files.exists(path)) {
            return !Files.isDirectory(path) && Files.isWritable(path);
        }
        @Nullable Path parent = path.getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
    }
}
