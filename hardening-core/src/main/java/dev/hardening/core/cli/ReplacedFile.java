package dev.hardening.core.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written beside the one that it replaces, reaches the disk, and then takes its name in one step, with the
 * rights and the owner of a model. Its name while it is written is always the same and it is locked, so that two
 * replacements at once cannot happen; what a process has left that died is taken away. Without {@link #commit()} nothing is
 * left of it.
 *
 * <p>Whoever else may write in the directory may exchange the file under its name: no link there is followed, and what is
 * not what was written does not take the place of the target.
 */
final class ReplacedFile implements AutoCloseable {

    private final Path target;
    private final Path temporary;
    private final Path model;
    private final FileChannel channel;
    private byte[] written = {};
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
        removeDead(temporary);
        Set<StandardOpenOption> fresh = EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        FileAttribute<?>[] rights = posix(model) == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                };
        FileChannel channel = FileChannel.open(temporary, fresh, rights);
        if (channel.tryLock() == null) {
            // Somebody has taken it for a dead one in this very moment.
            channel.close();
            throw new FileAlreadyExistsException(temporary.toString());
        }
        return new ReplacedFile(target, temporary, model, channel);
    }

    /** A living process holds the lock of its file. */
    private static void removeDead(Path temporary) throws IOException {
        Object before = keyOf(temporary);
        if (before == null) {
            return;
        }
        try (FileChannel left = FileChannel.open(temporary, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (left.tryLock() != null && before.equals(keyOf(temporary))) {
                Files.delete(temporary);
            }
        } catch (OverlappingFileLockException inThisProcess) {
            throw new FileAlreadyExistsException(temporary.toString());
        }
    }

    private static @Nullable Object keyOf(Path temporary) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(temporary, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isRegularFile()) {
                throw new IOException(temporary + " is no file");
            }
            return found.fileKey() == null ? found.creationTime() : found.fileKey();
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    void write(byte[] content) throws IOException {
        written = content.clone();
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /** Puts it in its place. */
    void commit() throws IOException {
        channel.force(true);
        requireOwnContent();
        likeModel();
        requireOwnContent();
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        committed = true;
        forceDirectory();
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(written, (byte) 0);
        if (!committed) {
            Files.deleteIfExists(temporary);
        }
        channel.close();
    }

    private void requireOwnContent() throws IOException {
        byte[] found;
        try (InputStream in = Files.newInputStream(temporary, LinkOption.NOFOLLOW_LINKS)) {
            found = in.readNBytes(written.length + 1);
        } catch (IOException gone) {
            throw new IOException(temporary + " was exchanged; find out who may write in its directory", gone);
        }
        if (!Arrays.equals(found, written)) {
            throw new IOException(temporary + " was exchanged; find out who may write in its directory");
        }
    }

    private void likeModel() throws IOException {
        PosixFileAttributeView from = posix(model);
        PosixFileAttributeView to = posix(temporary, LinkOption.NOFOLLOW_LINKS);
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

    private static @Nullable PosixFileAttributeView posix(Path path, LinkOption... options) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, options);
    }
}
