package dev.hardening.core.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a file of {@code NAME=value} lines as {@code docker run --env-file} does: blank lines and lines that begin with
 * {@code #} are skipped, {@code export } before a name is dropped, and the value is everything after the first equals
 * sign. One pair of straight quotes around a value is dropped, as a shell would. Nothing is expanded.
 */
public final class EnvFile {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private EnvFile() {}

    /**
     * Reads the file in UTF-8.
     *
     * @throws InvalidSettingsException that names every line that is no assignment, or the file when it is unreadable
     */
    public static Map<String, String> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidSettingsException(Problem.refuse(
                    ProblemCode.FILE_UNUSABLE,
                    String.valueOf(file.getFileName()),
                    "is no readable file of UTF-8 text",
                    "name a file of NAME=value lines"));
        }
        return parse(lines);
    }

    static Map<String, String> parse(List<String> lines) {
        Map<String, String> values = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            String assignment = line.startsWith("export ")
                    ? line.substring("export ".length()).strip()
                    : line;
            int equals = assignment.indexOf('=');
            String name = equals < 0 ? "" : assignment.substring(0, equals);
            if (NAME.matcher(name).matches()) {
                values.put(name, unquoted(assignment.substring(equals + 1)));
            } else {
                problems.add(Problem.refuse(
                        ProblemCode.MALFORMED, "line " + (i + 1), "is no assignment", "write NAME=value"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return values;
    }

    private static String unquoted(String value) {
        int last = value.length() - 1;
        boolean quoted = last > 0
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(0) == value.charAt(last);
        return quoted ? value.substring(1, last) : value;
    }
}
