package dev.hardening.testing.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Records where virtual threads wait and keep their carriers, for however short a time. For one thread, and for one answer,
 * which ends the recording.
 */
public final class PinnedThreads implements AutoCloseable {

    private static final String EVENT = "jdk.VirtualThreadPinned";

    private final Recording recording = new Recording();

    private PinnedThreads() {}

    /** Records from now on. */
    public static PinnedThreads watch() {
        PinnedThreads watching = new PinnedThreads();
        watching.recording.enable(EVENT).withThreshold(Duration.ZERO).withStackTrace();
        watching.recording.start();
        return watching;
    }

    /**
     * Returns the stacks that have a frame of a package or of those below, but for those that wait for a class to be loaded; a
     * stack of which the end is missing may have one.
     */
    public List<String> stacksIn(String packageName) throws IOException {
        recording.stop();
        Path file = Files.createTempFile("pinned", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(EVENT))
                    .filter(event -> isIn(event.getStackTrace(), packageName + "."))
                    .map(PinnedThreads::describe)
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isIn(@Nullable RecordedStackTrace stack, String start) {
        return stack == null
                || stack.isTruncated()
                || (stack.getFrames().stream().anyMatch(frame -> typeOf(frame).startsWith(start))
                        && stack.getFrames().stream().noneMatch(PinnedThreads::isLoading));
    }

    /** The machine itself loads a class that is needed first, and two threads that need it wait for each other. */
    private static boolean isLoading(RecordedFrame frame) {
        return typeOf(frame).equals(ClassLoader.class.getName())
                && frame.getMethod().getName().equals("loadClass");
    }

    private static String describe(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        return stack == null
                ? event.toString()
                : event.getDuration() + " "
                        + stack.getFrames().stream()
                                .map(frame ->
                                        typeOf(frame) + "." + frame.getMethod().getName() + ":" + frame.getLineNumber())
                                .collect(Collectors.joining("\n  ", "\n  ", "\n"));
    }

    private static String typeOf(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    @Override
    public void close() {
        recording.close();
    }
}
