package dev.hardening.examples.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a successful run left: its output file, until the run is closed, and then nothing. */
public final class ToolRun implements Closeable {

    private final RunDirectory directory;
    private final @Nullable Path output;
    private final String said;

    ToolRun(RunDirectory directory, @Nullable Path output, String said) {
        this.directory = directory;
        this.output = output;
        this.said = said;
    }

    /**
     * Returns the file that the tool wrote.
     *
     * @throws IllegalStateException when the call named none
     */
    public Path output() {
        if (output == null) {
            throw new IllegalStateException("the call named no output");
        }
        return output;
    }

    /** Returns how many bytes the output has. */
    public long size() throws IOException {
        return Files.size(output());
    }

    /** Returns the beginning of what the tool printed. */
    public String said() {
        return said;
    }

    /** Removes everything that the run left. */
    @Override
    public void close() {
        directory.close();
    }
}
