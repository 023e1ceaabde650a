package dev.hardening.examples.chordpro;

import dev.hardening.core.reading.Readings;
import dev.hardening.core.time.Ticker;
import dev.hardening.examples.process.BoundedProcess;
import dev.hardening.examples.process.ToolCall;
import dev.hardening.examples.process.ToolException;
import dev.hardening.examples.process.ToolLimits;
import dev.hardening.examples.process.ToolRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The tool {@code chordpro} of the system. Safe for use by many threads. */
final class ChordproTool implements AutoCloseable {

    /** How long a check of the tool may take (guide row C-05). */
    static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);

    private static final String NAME = "chordpro";

    private final BoundedProcess conversions;
    private final BoundedProcess checks;

    private ChordproTool(BoundedProcess conversions, BoundedProcess checks) {
        this.conversions = conversions;
        this.checks = checks;
    }

    static ChordproTool open(ToolSettings settings) throws IOException {
        // Checks have a place of their own, so that a busy service is not taken for a broken one.
        ToolLimits one = ToolLimits.builder().workers(1).timeout(CHECK_TIMEOUT).build();
        Ticker ticker = Ticker.system();
        return new ChordproTool(
                new BoundedProcess(settings.limits(), settings.temporary(), ticker, settings.searchPath()),
                new BoundedProcess(one, settings.temporary(), ticker, settings.searchPath()));
    }

    /** Finds out whether the tool works; what it says of itself is nobody's business. */
    @Nullable
    String check() throws ToolException, IOException, InterruptedException {
        checks.run(ToolCall.of(NAME).argument("--version")).close();
        return null;
    }

    ToolRun convert(String song, OutputFormat format) throws ToolException, IOException, InterruptedException {
        return conversions.run(ToolCall.of(NAME)
                .input("song.cho", song.getBytes(StandardCharsets.UTF_8))
                .argument("-o")
                .output("song." + format.extension()));
    }

    /** Returns how many conversions ended in which way (guide row C-60). */
    Readings counts() {
        return conversions.counts();
    }

    @Override
    public void close() {
        conversions.close();
        checks.close();
    }
}
