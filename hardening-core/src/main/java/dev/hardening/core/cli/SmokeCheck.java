package dev.hardening.core.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One line of a smoke suite.
 *
 * @param contains what the body must have in its first 64 KiB; empty for anything
 */
record SmokeCheck(String method, String path, int status, String contains) {

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");
    private static final String CONTAINS = "contains";

    /** Reads all lines, or names the first that is no check. */
    static List<SmokeCheck> parse(List<String> lines) throws MisuseException {
        List<SmokeCheck> checks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty()) {
                checks.add(parse(lines.get(i), i + 1));
            }
        }
        if (checks.isEmpty()) {
            throw new MisuseException("the file holds no check");
        }
        return checks;
    }

    private static SmokeCheck parse(String line, int number) throws MisuseException {
        String[] words = SPACE.split(line, 5);
        boolean wellFormed = (words.length == 3 || words.length == 5)
                && METHOD.matcher(words[0]).matches()
                && !words[0].equals("CONNECT")
                && WebProbe.isPath(words[1])
                && STATUS.matcher(words[2]).matches()
                && (words.length == 3 || words[3].equals(CONTAINS));
        if (!wellFormed) {
            throw new MisuseException("line " + number + " is not METHOD /path STATUS [contains TEXT]");
        }
        return new SmokeCheck(words[0], words[1], Integer.parseInt(words[2]), words.length == 5 ? words[4] : "");
    }

    Finding run(WebProbe probe) {
        try {
            WebAnswer answer = probe.ask(method, path, Map.of());
            if (answer.status() != status) {
                return Finding.fail("answered " + answer.status());
            }
            return answer.text().contains(contains)
                    ? Finding.pass("answered " + status)
                    : Finding.fail("answered " + status + " without the text");
        } catch (WebFailure e) {
            return Finding.fail(e.reason());
        }
    }

    @Override
    public String toString() {
        return method + " " + path + " " + status + (contains.isEmpty() ? "" : " " + CONTAINS + " " + contains);
    }
}
