package dev.hardening.core.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words behind a command: plain ones, options with a value, and flags, in any order and each option once. */
final class Arguments {

    private final List<String> plain = new ArrayList<>();
    private final Map<String, String> options = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    private Arguments() {}

    /**
     * Sorts the words.
     *
     * @param plain how many plain words there must be
     * @param options the options that take the next word as their value
     */
    static Arguments of(List<String> words, int plain, Set<String> options, Set<String> flags) throws MisuseException {
        Arguments arguments = new Arguments();
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String word = rest.remove();
            boolean fresh = true;
            if (options.contains(word)) {
                if (rest.isEmpty()) {
                    throw new MisuseException(word + " is followed by nothing");
                }
                fresh = arguments.options.put(word, rest.remove()) == null;
            } else if (flags.contains(word)) {
                fresh = arguments.flags.add(word);
            } else if (word.startsWith("--")) {
                throw new MisuseException("there is an option that this command does not have");
            } else {
                arguments.plain.add(word);
            }
            if (!fresh) {
                throw new MisuseException(word + " is there twice");
            }
        }
        if (arguments.plain.size() != plain) {
            throw new MisuseException("this command takes " + plain + " plain words and got " + arguments.plain.size());
        }
        return arguments;
    }

    String word(int index) {
        return plain.get(index);
    }

    Path path(int index) throws MisuseException {
        return path(plain.get(index));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    @Nullable
    String option(String name) {
        return options.get(name);
    }

    @Nullable
    Path optionalPath(String name) throws MisuseException {
        String text = options.get(name);
        return text == null ? null : path(text);
    }

    String required(String name) throws MisuseException {
        String text = options.get(name);
        if (text == null) {
            throw new MisuseException(name + " is missing");
        }
        return text;
    }

    Path requiredPath(String name) throws MisuseException {
        return path(required(name));
    }

    private static Path path(String text) throws MisuseException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new MisuseException("a path is expected");
        }
    }
}
