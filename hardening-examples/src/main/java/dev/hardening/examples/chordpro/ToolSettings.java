package dev.hardening.examples.chordpro;

import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.examples.process.ToolLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How much the tool may use (guide rows C-02, C-08, C-25), and where its files lie while it runs. Immutable.
 *
 * @param limits the limits of conversions
 * @param temporary the directory for its files
 * @param searchPath where the tool is looked for
 */
public record ToolSettings(ToolLimits limits, Path temporary, String searchPath) {

    /** How many tools run at once, 1 to 256. Default 2. */
    public static final Setting<Integer> WORKERS = Setting.integer("WORKERS", 1, 256)
            .or("SERVER_THREADS")
            .or("PROCESS_MAX_CONCURRENT")
            .orElse(2);

    /** How long one run may take, in milliseconds, at most an hour. Default 30000. */
    public static final Setting<Duration> TIMEOUT =
            Setting.millis("PROCESS_TIMEOUT_MS", 1, 3_600_000).orElse(Duration.ofSeconds(30));

    /** How many bytes one run may write, at most 1 GiB. Default 52428800. */
    public static final Setting<Long> OUTPUT_BYTES =
            Setting.bytes("PROCESS_MAX_OUTPUT_BYTES", 1, 1L << 30).orElse(52_428_800L);

    /** The directory for temporary files; that of the Java runtime by default. */
    public static final Setting<Path> TEMPORARY =
            Setting.parsed("TMPDIR", Path::of).orElse(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));

    /** Where the tool is looked for, in the form of the variable. Default {@code /usr/bin:/bin}. */
    public static final Setting<String> SEARCH_PATH = Setting.text("PATH").orElse("/usr/bin:/bin");

    static ToolSettings read(SettingReader reader) {
        ToolLimits limits = ToolLimits.builder()
                .workers(reader.read(WORKERS))
                .timeout(reader.read(TIMEOUT))
                .outputBytes(reader.read(OUTPUT_BYTES))
                .build();
        return new ToolSettings(limits, reader.read(TEMPORARY), reader.read(SEARCH_PATH));
    }
}
