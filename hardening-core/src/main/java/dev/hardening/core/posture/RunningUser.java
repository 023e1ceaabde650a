package dev.hardening.core.posture;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whose rights the process has (guide row E-37). On Linux the kernel says it, elsewhere the name of the user does.
 */
public final class RunningUser {

    /** Whether the superuser may run the service without a warning. Default false. */
    public static final Setting<Boolean> ALLOW_ROOT = Setting.bool("ALLOW_ROOT").orElse(false);

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String UIDS = "Uid:";

    private RunningUser() {}

    /** Warns when the process runs as {@code root}, unless {@link #ALLOW_ROOT} is set. */
    public static void check(SettingReader reader) {
        check(reader, STATUS, System.getProperty("user.name", ""));
    }

    static void check(SettingReader reader, Path status, String user) {
        boolean allowed = reader.read(ALLOW_ROOT);
        if (!allowed && isRoot(status, user)) {
            reader.add(Problem.warn(
                    ProblemCode.RUNS_AS_ROOT,
                    ALLOW_ROOT.name(),
                    "is not set, and the process runs as root (uid 0), so whoever takes it over has the whole machine"
                            + " or container",
                    "run it as another user, for example with USER in the Dockerfile, or set ALLOW_ROOT=true"));
        }
    }

    /** The line is {@code Uid:}, then the real, the effective, the saved and the file system's uid with tabs between. */
    private static boolean isRoot(Path status, String user) {
        try {
            for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(UIDS)) {
                    String[] uids = line.substring(UIDS.length()).trim().split("\\s+", -1);
                    return uids.length > 1 && uids[1].equals("0");
                }
            }
            return user.equals("root");
        } catch (IOException noLinux) {
            return user.equals("root");
        }
    }
}
