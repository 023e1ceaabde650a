package dev.hardening.house;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One source file.
 *
 * @param path relative to the repository, with slashes
 * @param text the file as it is
 * @param code the same, with every comment and the inside of every literal blanked, so that a word found in it is code
 */
record JavaSource(String path, String text, String code) {

    private static final Pattern PLACE =
            Pattern.compile("hardening-([a-z0-9-]+(?:/[a-z0-9-]+)?)/src/(main|test)/java/(?:(.+)/)?([^/]+)\\.java");
    private static final Set<String> UNPUBLISHED = Set.of("examples", "benchmarks", "spring-boot-example");
    private static final String SPRING_BOOT = "spring-boot-";
    private static final String CONTAINERS = "containers";
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+)");

    static JavaSource of(String path, String text) {
        return new JavaSource(path, text, blanked(text));
    }

    /** The module without its first name: {@code core}. */
    String module() {
        return place(1);
    }

    /** The package that all of the module's own packages lie in. */
    String base() {
        if (module().startsWith(SPRING_BOOT)) {
            return "dev.hardening.springboot";
        }
        return "dev.hardening." + (module().startsWith(CONTAINERS) ? CONTAINERS : module());
    }

    boolean isTest() {
        return place(2).equals("test");
    }

    String packageName() {
        String directory = placeOrNull(3);
        return directory == null ? "" : directory.replace('/', '.');
    }

    /** The file name without its ending. */
    String name() {
        return place(4);
    }

    /** Whether users run this code, so that all rules hold for it. */
    boolean isLibrary() {
        return !isTest() && !UNPUBLISHED.contains(module()) && !module().startsWith(CONTAINERS);
    }

    boolean isIn(String packageName) {
        return packageName().equals(packageName) || packageName().startsWith(packageName + ".");
    }

    List<String> lines() {
        return text.lines().toList();
    }

    List<String> imports() {
        return IMPORT.matcher(code).results().map(match -> match.group(1)).toList();
    }

    boolean hasCode(Pattern pattern) {
        return pattern.matcher(code).find();
    }

    boolean hasText(Pattern pattern) {
        return pattern.matcher(text).find();
    }

    private String place(int group) {
        String part = placeOrNull(group);
        if (part == null) {
            throw new IllegalArgumentException("Not a source of a module: " + path);
        }
        return part;
    }

    private @Nullable String placeOrNull(int group) {
        Matcher matcher = PLACE.matcher(path);
        return matcher.matches() ? matcher.group(group) : null;
    }

    private static String blanked(String text) {
        StringBuilder code = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = endOfBlank(text, at);
            if (end == at) {
                code.append(text.charAt(at++));
            } else {
                text.substring(at, end).chars().forEach(c -> code.append(c == '\n' ? '\n' : ' '));
                at = end;
            }
        }
        return code.toString();
    }

    /** Where the comment or literal that begins at {@code at} ends, or {@code at} if none begins there. */
    private static int endOfBlank(String text, int at) {
        if (text.startsWith("//", at)) {
            return endOr(text, text.indexOf('\n', at), 0);
        }
        if (text.startsWith("/*", at)) {
            return endOr(text, text.indexOf("*/", at + 2), 2);
        }
        if (text.startsWith("\"\"\"", at)) {
            return endOfLiteral(text, at + 3, "\"\"\"");
        }
        if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
            return endOfLiteral(text, at + 1, text.substring(at, at + 1));
        }
        return at;
    }

    private static int endOfLiteral(String text, int from, String quote) {
        int at = from;
        while (at < text.length() && !text.startsWith(quote, at)) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), at + quote.length());
    }

    private static int endOr(String text, int found, int length) {
        return found < 0 ? text.length() : found + length;
    }
}
