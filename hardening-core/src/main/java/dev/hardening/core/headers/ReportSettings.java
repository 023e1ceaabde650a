package dev.hardening.core.headers;

import dev.hardening.core.net.Origin;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;

/** Where violation reports arrive and how much of them is taken in. Immutable. */
public final class ReportSettings {

    /** The path at which reports arrive; without it no policy asks for reports. */
    public static final Setting<String> PATH = Setting.text("CSP_REPORT_PATH");
    /** How large one delivery may be: 16,384 bytes by default. */
    public static final Setting<Integer> MAX_BYTES =
            Setting.integer("CSP_REPORT_MAX_BYTES", 1_024, 1_048_576).orElse(16_384);
    /** How many deliveries are taken in within one minute, of all clients together: 60 by default. */
    public static final Setting<Integer> PER_MINUTE =
            Setting.integer("CSP_REPORTS_PER_MINUTE", 1, 100_000).orElse(60);

    /** The path of a collector whose settings name none. */
    static final String DEFAULT_PATH = "/csp-reports";

    private final String path;
    private final int maxBytes;
    private final int perMinute;

    private ReportSettings(String path, int maxBytes, int perMinute) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.perMinute = perMinute;
    }

    /** Returns the settings of a collector at {@code /csp-reports} with the defaults. */
    public static ReportSettings defaults() {
        return new ReportSettings(DEFAULT_PATH, 16_384, 60);
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static ReportSettings read(SettingReader reader) {
        ReportSettings plain = defaults();
        String path = reader.find(PATH)
                .flatMap(text -> reader.build(() -> checkedPath(text)))
                .orElse(DEFAULT_PATH);
        return new ReportSettings(path, plain.maxBytes, plain.perMinute)
                .maxBytes(reader.read(MAX_BYTES))
                .perMinute(reader.read(PER_MINUTE));
    }

    /**
     * Returns settings with another path, which begins with a slash and is compared with the decoded path as it is.
     *
     * @throws InvalidSettingsException when it is no path
     */
    public ReportSettings path(String value) {
        return new ReportSettings(checkedPath(value), maxBytes, perMinute);
    }

    /** Returns settings with another size, in bytes. Throws {@link InvalidSettingsException} out of its range. */
    public ReportSettings maxBytes(int value) {
        return new ReportSettings(path, MAX_BYTES.parse(Integer.toString(value)), perMinute);
    }

    /** Returns settings with another rate. Throws {@link InvalidSettingsException} out of its range. */
    public ReportSettings perMinute(int value) {
        return new ReportSettings(path, maxBytes, PER_MINUTE.parse(Integer.toString(value)));
    }

    /** Returns the path. */
    public String path() {
        return path;
    }

    /** Returns how many bytes one delivery may have. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Returns how many deliveries are taken in within one minute. */
    public int perMinute() {
        return perMinute;
    }

    private static String checkedPath(String text) {
        if (!isPath(text, 0)) {
            throw refused("is no path", "write a path such as " + DEFAULT_PATH);
        }
        return text;
    }

    /** Checks where a policy sends reports: a path of the application or an https address. */
    static String checkedTarget(String text) {
        int slash = text.indexOf('/', "https://".length() - 1 < text.length() ? "https://".length() : 0);
        String origin = slash < 0 ? text : text.substring(0, slash);
        boolean absolute =
                origin.startsWith("https://") && Origin.tryParse(origin) != null && (slash < 0 || isPath(text, slash));
        if (!absolute && !isPath(text, 0)) {
            throw refused(
                    "is neither a path of this application nor an https address",
                    "write a path such as " + DEFAULT_PATH);
        }
        return text;
    }

    /** Whether the text from here on is a path that stands in a header as it is and leads to no other host. */
    private static boolean isPath(String text, int from) {
        return text.startsWith("/", from)
                && !text.startsWith("//", from)
                && text.chars().skip(from).allMatch(c -> c > ' ' && c <= '~' && "\"'\\,;<>".indexOf(c) < 0);
    }

    private static InvalidSettingsException refused(String message, String cure) {
        return new InvalidSettingsException(Problem.refuse(ProblemCode.MALFORMED, PATH.name(), message, cure));
    }

    /** Returns one line for people. */
    public String summary() {
        return path + ", at most " + maxBytes + " bytes and " + perMinute + " deliveries in a minute";
    }
}
