package dev.hardening.examples.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool: its name, looked up in {@code PATH} when it runs, its arguments, and the files that it reads and
 * writes in the run's directory. Immutable; each method returns a changed copy.
 */
public final class ToolCall {

    private final String tool;
    private final List<Argument> arguments;
    private final @Nullable String inputName;
    private final byte[] input;
    private final @Nullable String outputName;

    private ToolCall(
            String tool,
            List<Argument> arguments,
            @Nullable String inputName,
            byte[] input,
            @Nullable String outputName) {
        this.tool = tool;
        this.arguments = List.copyOf(arguments);
        this.inputName = inputName;
        this.input = input;
        this.outputName = outputName;
    }

    /**
     * Returns a call without arguments.
     *
     * @throws IllegalArgumentException when the name is a path
     */
    public static ToolCall of(String tool) {
        if (tool.isEmpty() || tool.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a tool is named, not located: " + tool);
        }
        return new ToolCall(tool, List.of(), null, new byte[0], null);
    }

    /** Adds an argument as it stands; no shell reads it. */
    public ToolCall argument(String value) {
        return with(new Argument(value, false));
    }

    /** Adds the path of a file of the run's directory that holds the given bytes. */
    public ToolCall input(String fileName, byte[] bytes) {
        ToolCall call = with(new Argument(plain(fileName), true));
        return new ToolCall(tool, call.arguments, fileName, bytes.clone(), outputName);
    }

    /** Adds the path of the file of the run's directory that the tool has to write. */
    public ToolCall output(String fileName) {
        ToolCall call = with(new Argument(plain(fileName), true));
        return new ToolCall(tool, call.arguments, inputName, input, fileName);
    }

    private ToolCall with(Argument argument) {
        List<Argument> all = new ArrayList<>(arguments);
        all.add(argument);
        return new ToolCall(tool, all, inputName, input, outputName);
    }

    private static String plain(String fileName) {
        Objects.requireNonNull(fileName, "fileName");
        if (fileName.isEmpty() || fileName.startsWith(".") || fileName.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a plain file name is needed");
        }
        return fileName;
    }

    String tool() {
        return tool;
    }

    @Nullable
    String inputName() {
        return inputName;
    }

    byte[] bytes() {
        return input;
    }

    @Nullable
    String outputName() {
        return outputName;
    }

    List<String> command(Path executable, Path directory) {
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        for (Argument argument : arguments) {
            command.add(argument.isFile() ? directory.resolve(argument.text()).toString() : argument.text());
        }
        return command;
    }

    /** Its text is a value, or the name of a file of the run's directory. */
    private record Argument(String text, boolean isFile) {}
}
