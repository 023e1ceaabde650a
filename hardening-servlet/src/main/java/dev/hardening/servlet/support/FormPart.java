package dev.hardening.servlet.support;

import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One part of a form that the library has read. Its content can be read until the request is over. */
final class FormPart implements Part {

    private final PartHead head;
    private final StoredBody body;
    private final Path directory;
    private volatile boolean deleted;

    /** Makes a part; a relative name that it is written to stands in the directory. */
    FormPart(PartHead head, StoredBody body, Path directory) {
        this.head = head;
        this.body = body;
        this.directory = directory;
    }

    PartHead head() {
        return head;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (deleted) {
            throw new IOException("the part was deleted");
        }
        return body.stream(head.from(), head.to());
    }

    @Override
    public @Nullable String getContentType() {
        return head.contentType();
    }

    @Override
    public String getName() {
        return head.name();
    }

    /** As sent, with whatever path the client has put before it: a name to show, and none to write to. */
    @Override
    public @Nullable String getSubmittedFileName() {
        return head.fileName();
    }

    @Override
    public long getSize() {
        return head.to() - head.from();
    }

    /**
     * Copies the content to a file of the application's, which stays. A relative name stands in the directory for temporary
     * files; one that leads upwards is refused, wherever it begins, because it may be one that a client has sent. So is the
     * submitted one, when it is a path.
     */
    @Override
    public void write(String fileName) throws IOException {
        try (InputStream content = getInputStream()) {
            Files.copy(content, target(fileName), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path target(String fileName) throws IOException {
        boolean isPath = fileName.indexOf('/') >= 0 || fileName.indexOf('\\') >= 0 || fileName.indexOf(':') >= 0;
        if (isPath && fileName.equals(head.fileName())) {
            throw new IOException("a part is not written to a path that its client has named");
        }
        Path named;
        try {
            named = Path.of(fileName);
        } catch (InvalidPathException e) {
            throw new IOException("a part cannot be written to a file of that name");
        }
        for (Path step : named) {
            if (step.toString().equals("..") || step.toString().isEmpty()) {
                throw new IOException("a part is written to a file whose name leads upwards, or to none");
            }
        }
        return directory.resolve(named);
    }

    @Override
    public void delete() {
        deleted = true;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return head.header(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return List.copyOf(head.fields().getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    @Override
    public Collection<String> getHeaderNames() {
        return List.copyOf(head.fields().keySet());
    }
}
