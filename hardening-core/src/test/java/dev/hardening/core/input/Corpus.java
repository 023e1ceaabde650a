package dev.hardening.core.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the corpora: one value a line, escaped as their README says. */
final class Corpus {

    private Corpus() {}

    /** Strings that a browser runs in some place of a page. */
    static List<String> active() {
        return lines("active.txt").map(Corpus::unescape).toList();
    }

    /** Ordinary prose and code, without the column that says of which kind. */
    static List<String> benign() {
        return lines("benign.txt")
                .map(line -> unescape(line.substring(line.indexOf('\t') + 1)))
                .toList();
    }

    private static java.util.stream.Stream<String> lines(String name) {
        try (InputStream in = Corpus.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String unescape(String line) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
                c = switch (line.charAt(i)) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case '0' -> '\0';
                    default -> line.charAt(i);
                };
            }
            value.append(c);
        }
        return value.toString();
    }
}
