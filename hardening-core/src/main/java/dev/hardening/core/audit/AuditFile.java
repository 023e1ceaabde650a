package dev.hardening.core.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that only grows until it is put aside. This process alone writes it, which a lock makes sure of; only its owner
 * can read it where the file system knows owners. For one thread.
 */
final class AuditFile implements AuditSink {

    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Path path;
    private final long largest;
    private final AuditArchive archive;
    private FileChannel channel;
    private long size;
    private boolean torn;
    private boolean foreign;

    /**
     * Opens the file, and makes it and its directories where they are missing.
     *
     * @throws IOException when that cannot be done, another process writes it, or it holds something else
     */
    AuditFile(Path path, long largest, int mostFiles) throws IOException {
        this.path = path.toAbsolutePath();
        this.largest = largest;
        this.archive = new AuditArchive(this.path, mostFiles);
        this.channel = open();
        try {
            this.size = channel.size();
            if (size > 0 && !Arrays.equals(AuditLine.START, bytes(0, AuditLine.START.length))) {
                throw new IOException("AUDIT_LOG_FILE names a file that is no audit trail; name another one");
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns what lets only the owner of a new file read it. */
    static FileAttribute<?>[] owned() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private FileChannel open() throws IOException {
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        FileChannel opened = FileChannel.open(path, OPTIONS, owned());
        try {
            if (opened.tryLock() == null) {
                throw new IOException("another process writes the audit trail; give each one a file of its own");
            }
            return opened;
        } catch (OverlappingFileLockException e) {
            opened.close();
            throw new IOException("this process writes the audit trail already; give each one a file of its own", e);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private byte[] bytes(long from, int length) throws IOException {
        return bytes(channel, from, length);
    }

    private static byte[] bytes(FileChannel in, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && in.read(buffer, from + buffer.position()) >= 0) {
            // A read may bring a part only.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Override
    public byte @Nullable [] lastLine() throws IOException {
        if (size > 0) {
            return lastLine(channel, false);
        }
        Path newest = archive.newest();
        if (newest == null) {
            return null;
        }
        try (FileChannel before = FileChannel.open(newest, StandardOpenOption.READ)) {
            return lastLine(before, true);
        }
    }

    /**
     * Returns the last line, or null when it was cut off.
     *
     * @param whole whether it is the last one that was not cut off, so that the next file goes on behind that one
     */
    private static byte @Nullable [] lastLine(FileChannel in, boolean whole) throws IOException {
        long end = in.size();
        int length = (int) Math.min(end, 2 * (AuditLine.LONGEST + 1L));
        byte[] tail = bytes(in, end - length, length);
        int last = tail.length - 1;
        while (whole && last >= 0 && tail[last] != '\n') {
            last--;
        }
        if (last < 0 || tail[last] != '\n') {
            return null;
        }
        int start = last;
        while (start > 0 && tail[start - 1] != '\n') {
            start--;
        }
        return Arrays.copyOfRange(tail, start, last);
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public boolean isContinuedBy(String algorithm) throws IOException {
        byte[] last = lastLine(channel, false);
        if (last == null || AuditLine.read(last) == null) {
            return false;
        }
        byte[] head = bytes(0, (int) Math.min(size, AuditLine.LONGEST));
        int end = 0;
        while (end < head.length && head[end] != '\n') {
            end++;
        }
        AuditLine.Read first = AuditLine.read(Arrays.copyOf(head, end));
        return first != null && algorithm.equals(first.object().string("algorithm"));
    }

    @Override
    public boolean isFullFor(int bytes) {
        return size > 0 && (foreign || size + bytes > largest);
    }

    @Override
    public void rotate() throws IOException {
        if (!channel.isOpen()) { // an attempt before has got as far as that
            channel = open();
            size = channel.size();
            torn = false;
        }
        if (size == 0) {
            return;
        }
        mend();
        if (Files.exists(path)) { // unless somebody has taken it away already
            Files.move(path, archive.next(), StandardCopyOption.ATOMIC_MOVE);
        }
        foreign = false;
        channel.close();
        channel = open();
        size = channel.size();
        archive.prune();
    }

    @Override
    public void append(byte[] line) throws IOException {
        reopen();
        mend();
        ByteBuffer buffer = ByteBuffer.wrap(line);
        try {
            while (buffer.hasRemaining()) {
                int unused = channel.write(buffer, size + buffer.position());
            }
        } catch (IOException e) {
            torn = true;
            throw e;
        }
        size += line.length;
    }

    /**
     * An interrupt closes a channel for good, and the lock goes with it. What another one has written or taken away since is
     * left as it is, and another file begins.
     */
    private void reopen() throws IOException {
        if (channel.isOpen()) {
            return;
        }
        channel = open();
        long found = channel.size();
        boolean ours = found == size || (torn && found > size && isPartOfLine(found));
        if (!ours) {
            size = found;
            torn = false;
            foreign = true;
            throw new IOException("the audit trail was changed while it was closed; another file begins");
        }
    }

    private boolean isPartOfLine(long end) throws IOException {
        if (end - size >= AuditLine.LONGEST) {
            return false;
        }
        for (byte one : bytes(size, (int) (end - size))) {
            if (one == '\n') {
                return false;
            }
        }
        return true;
    }

    /** Takes away what is left of a line that could not be written wholly. */
    private void mend() throws IOException {
        if (torn) {
            channel.truncate(size);
            torn = false;
        }
    }

    @Override
    public void force() throws IOException {
        if (channel.isOpen()) {
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel.isOpen()) {
                mend();
            }
        } finally {
            channel.close();
        }
    }
}
