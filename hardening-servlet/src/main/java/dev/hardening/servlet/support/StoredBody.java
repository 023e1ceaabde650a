package dev.hardening.servlet.support;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole body that is read more than once: in memory while it is small, and otherwise in one file of a random name that
 * only this user may read, and that is gone when this is closed. POSIX systems forget its name at once, so nothing is left
 * of it even when the process dies. Safe for use by several threads once it is read.
 */
final class StoredBody implements Closeable {

    static final int IN_MEMORY = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(StoredBody.class);
    private static final int BUFFER = 8192;

    private final Path directory;
    private @Nullable ByteArrayOutputStream written = new ByteArrayOutputStream(1024);
    private byte @Nullable [] memory;
    private @Nullable FileChannel file;
    private long size;
    private boolean closed;

    StoredBody(Path directory) {
        this.directory = directory;
    }

    /** Keeps everything that the stream yields; for one call. */
    void readFrom(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer, 0, BUFFER); read >= 0; read = in.read(buffer, 0, BUFFER)) {
            write(buffer, read);
        }
        synchronized (this) {
            memory = file == null && written != null ? written.toByteArray() : null;
            written = null;
        }
    }

    private synchronized void write(byte[] bytes, int length) throws IOException {
        if (closed) {
            throw new IOException("the request is over");
        }
        ByteArrayOutputStream begun = written;
        size += length;
        if (begun != null && size <= IN_MEMORY) {
            begun.write(bytes, 0, length);
            return;
        }
        FileChannel channel = file;
        if (channel == null) {
            channel = create(directory);
            file = channel;
            writeFully(channel, ByteBuffer.wrap(Objects.requireNonNull(begun).toByteArray()));
            written = null;
        }
        writeFully(channel, ByteBuffer.wrap(bytes, 0, length));
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static FileChannel create(Path directory) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownersOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path path = Files.createTempFile(directory, "hardening-", ".body", ownersOnly);
        try {
            return FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    synchronized long size() {
        return size;
    }

    /** Returns a new stream of the bytes between two positions. */
    InputStream stream(long from, long to) {
        return new Slice(from, to);
    }

    /** Returns the bytes between two positions. */
    byte[] bytes(long from, long to) throws IOException {
        return stream(from, to).readAllBytes();
    }

    private int read(long at, byte[] target, int offset, int length) throws IOException {
        FileChannel channel;
        synchronized (this) {
            if (closed) {
                throw new IOException("the request is over, and its body with it");
            }
            byte[] all = memory;
            if (all != null) {
                System.arraycopy(all, (int) at, target, offset, length);
                return length;
            }
            channel = Objects.requireNonNull(file);
        }
        return channel.read(ByteBuffer.wrap(target, offset, length), at);
    }

    /** Removes the file; what is read afterwards fails. */
    @Override
    public synchronized void close() {
        closed = true;
        memory = null;
        written = null;
        FileChannel channel = file;
        file = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("A temporary file could not be removed", e);
            }
        }
    }

    private final class Slice extends InputStream {
        private final long to;
        private long at;

        Slice(long from, long to) {
            this.at = from;
            this.to = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            if (at >= to) {
                return -1;
            }
            int read = StoredBody.this.read(at, target, offset, (int) Math.min(length, to - at));
            at += Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, to - at));
            at += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, to - at);
        }
    }
}
