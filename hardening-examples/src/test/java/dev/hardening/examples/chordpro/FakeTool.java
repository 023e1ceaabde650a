package dev.hardening.examples.chordpro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A directory with a shell script in place of the tool, and notes that it leaves. */
final class FakeTool {

    private final Path bin;
    private final Path notes;

    private FakeTool(Path bin, Path notes) {
        this.bin = bin;
        this.notes = notes;
    }

    /** Makes a tool that does what the song says: SLEEP, CHILD, ENDLESS, BIG, ERROR, NOTHING, or copies it. */
    static FakeTool in(Path directory) {
        try {
            FakeTool tool = new FakeTool(
                    Files.createDirectories(directory.resolve("bin")),
                    Files.createDirectories(directory.resolve("notes")));
            tool.install();
            return tool;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void install() throws IOException {
        install("""
                #!/bin/sh
                if [ "$1" = --version ]; then echo "ChordPro 6.050"; exit 0; fi
                case "$(cat "$1")" in
                  *SLEEP*) echo $$ >> NOTES/pids; sleep 71;;
                  *CHILD*) sleep 72 & echo $! >> NOTES/pids; (sh -c 'sleep 73 & echo $! >> NOTES/pids' &) ; sleep 74;;
                  *ENDLESS*) yes;;
                  *BIG*) head -c 100000000 /dev/zero > "$3"; exit 0;;
                  *ERROR*) echo "$1: syntax error in line 3" >&2; exit 2;;
                  *NOTHING*) exit 0;;
                esac
                cat "$1" > "$3"
                """.replace("NOTES", notes.toString()));
    }

    /** Puts a tool in its place that never says anything. */
    void hang() throws IOException {
        install("#!/bin/sh\nexec sleep 75\n");
    }

    private void install(String text) throws IOException {
        Path script = bin.resolve("chordpro");
        Files.writeString(script, text);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("a script cannot be made executable here");
        }
    }

    void remove() throws IOException {
        Files.delete(bin.resolve("chordpro"));
    }

    String path() {
        return bin + ":/usr/bin:/bin";
    }

    /** Tells whether a process that the tool has noted still runs. */
    boolean runs() {
        try {
            Path pids = notes.resolve("pids");
            return Files.exists(pids)
                    && Files.readAllLines(pids).stream()
                            .map(line -> ProcessHandle.of(Long.parseLong(line.strip())))
                            .flatMap(Optional::stream)
                            .anyMatch(p -> p.isAlive() && p.info().commandLine().isPresent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
