package dev.hardening.core.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written beside the one that it replaces, reaches the disk, and then takes its name in one step, with the
 * rights and the owner of a model. Its name while it is written is always the same and must be free, so that two
 * replacements at once cannot happen. Without {@link #commit()} nothing is left of it.
 */
final class ReplacedFile implements AutoCloseable {

    private final Path target;
    private final Path temporary;
    private final Path model;
    private final FileChannel channel;
    private boolean committed;

    private ReplacedFile(Path target, Path temporary, Path model, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.model = model;
        this.channel = channel;
    }

    /** Opens it for nobody but its owner. */
    static ReplacedFile begin(Path target, Path model) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".rotating");
        Set<StandardOpenOption> fresh = EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        FileAttribute<?>[] rights = posix(model) == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                };
        return new ReplacedFile(target, temporary, model, FileChannel.open(temporary, fresh, rights));
    }

    void write(byte[] content) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /** Puts it in its place. */
    void commit() throws IOException {
        channel.force(true);
        channel.close();
        likeModel();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        committed = true;
        forceDirectory();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!committed) {
            Files.deleteIfExists(temporary);
        }
    }

    private void likeModel() throws IOException {
        PosixFileAttributeView from = posix(model);
        PosixFileAttributeView to = posix(temporary);
        if (from == null || to == null) {
            return;
        }
        PosixFileAttributes wanted = from.readAttributes();
        PosixFileAttributes given = to.readAttributes();
        if (!wanted.group().equals(given.group())) {
            to.setGroup(wanted.group());
        }
        if (!wanted.owner().equals(given.owner())) {
            to.setOwner(wanted.owner());
        }
        to.setPermissions(wanted.permissions());
    }

    /** A rename is lasting when the directory is; not every file system lets a directory be opened. */
    private void forceDirectory() {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel open = FileChannel.open(directory, StandardOpenOption.READ)) {
            open.force(true);
        } catch (IOException noDirectoryChannels) {
            return;
        }
    }

    private static @Nullable PosixFileAttributeView posix(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class);
    }
}
