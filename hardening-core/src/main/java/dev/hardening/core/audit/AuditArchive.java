package dev.hardening.core.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files that were put aside: named like the trail with a number behind it, which grows. */
final class AuditArchive {

    private static final int LONGEST_NUMBER = 9;
    private static final int HIGHEST = 999_999_999;

    private final Path file;
    private final int most;

    AuditArchive(Path file, int most) {
        this.file = file;
        this.most = most;
    }

    /** Returns the files, the oldest first. */
    List<Path> files() throws IOException {
        return new ArrayList<>(numbered().values());
    }

    private NavigableMap<Integer, Path> numbered() throws IOException {
        NavigableMap<Integer, Path> found = new TreeMap<>();
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return found;
        }
        String start = name() + ".";
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent)) {
            for (Path path : all) {
                String name = String.valueOf(path.getFileName());
                String number = name.startsWith(start) ? name.substring(start.length()) : "";
                if (!number.isEmpty()
                        && number.length() <= LONGEST_NUMBER
                        && number.charAt(0) != '0'
                        && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    found.put(Integer.parseInt(number), path);
                }
            }
        }
        return found;
    }

    private String name() {
        return String.valueOf(file.getFileName());
    }

    @Nullable
    Path newest() throws IOException {
        NavigableMap<Integer, Path> all = numbered();
        return all.isEmpty() ? null : all.lastEntry().getValue();
    }

    /**
     * Returns the name of the next file, which is not there.
     *
     * @throws IOException when there is none, because somebody has made a file with the highest number
     */
    Path next() throws IOException {
        NavigableMap<Integer, Path> all = numbered();
        int last = all.isEmpty() ? 0 : all.lastKey();
        Path next = file.resolveSibling(name() + "." + (last + 1));
        if (last >= HIGHEST || Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    "no name is free for the file that is to be put aside; remove the one with the highest number");
        }
        return next;
    }

    /** Removes the oldest files, so that no more are left than may be. */
    void prune() throws IOException {
        List<Path> all = files();
        for (int i = 0; i < all.size() - most; i++) {
            Files.delete(all.get(i));
        }
    }
}
