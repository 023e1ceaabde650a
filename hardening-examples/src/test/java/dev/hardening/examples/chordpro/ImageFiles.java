package dev.hardening.examples.chordpro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The files that make and run the container of guide 003, as far as its rows speak of them. */
final class ImageFiles {

    private ImageFiles() {}

    /** Returns the instructions of the Dockerfile, each on one line, without comments. */
    static List<String> instructions() {
        String text = read("Dockerfile").replaceAll("(?m)^\\s*#.*\\n?", "").replaceAll("\\\\\\n\\s*", " ");
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    /** Returns the arguments of the only instruction of that name. */
    static String only(String instruction) {
        List<String> found = instructions().stream()
                .filter(line -> line.startsWith(instruction + " "))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException("not one " + instruction + " but " + found);
        }
        return found.get(0).substring(instruction.length() + 1);
    }

    /** Returns the words of an instruction in its form without a shell. */
    static List<String> words(String arguments) {
        String list = arguments.substring(arguments.indexOf('[') + 1, arguments.lastIndexOf(']'));
        List<String> words = new ArrayList<>();
        Arrays.stream(list.split(",", -1))
                .map(word -> word.strip().replaceAll("^\"|\"$", ""))
                .forEach(words::add);
        return words;
    }

    static String read(String name) {
        try {
            return Files.readString(Path.of("docker", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
