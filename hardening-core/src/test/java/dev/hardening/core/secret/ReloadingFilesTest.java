package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.secret.ReloadingFile.Outcome;
import dev.hardening.core.secret.SecretFileException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two files that make one value: a lower and an upper letter that must be the same one. */
class ReloadingFilesTest {

    @TempDir
    private Path directory;

    private Path lower;
    private Path upper;
    private Reason refusal = Reason.MISMATCHED;
    private final List<String> heard = new ArrayList<>();
    private final List<byte[]> given = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        lower = Files.writeString(directory.resolve("lower"), "a");
        upper = Files.writeString(directory.resolve("upper"), "A");
    }

    private ReloadingFile<String> open() {
        return ReloadingFile.openAll(
                "PAIR",
                List.of(lower, upper),
                contents -> {
                    given.addAll(contents);
                    String one = new String(contents.get(0), StandardCharsets.US_ASCII);
                    String two = new String(contents.get(1), StandardCharsets.US_ASCII);
                    if (!two.equalsIgnoreCase(one) || two.equals("X")) {
                        throw SecretFileException.of(refusal, upper);
                    }
                    return one + two;
                },
                new ReloadListener() {
                    @Override
                    public void accepted(String name) {
                        heard.add("accepted " + name);
                    }

                    @Override
                    public void rejected(String name, SecretFileException reason) {
                        heard.add("rejected " + name + " " + reason.reason());
                    }
                },
                value -> heard.add("now " + value));
    }

    private void write(String one, String two) throws IOException {
        Files.writeString(lower, one);
        Files.writeString(upper, two);
    }

    @Test
    void takes_both_when_both_have_changed() throws IOException {
        ReloadingFile<String> pair = open();
        assertEquals("aA", pair.get());
        write("b", "B");

        assertEquals(Outcome.SEEN_ONCE, pair.poll());
        assertEquals(Outcome.ACCEPTED, pair.poll());
        assertEquals("bB", pair.get());
        assertEquals(List.of("now bB", "accepted PAIR"), heard);
    }

    @Test
    void the_second_change_starts_the_two_looks_again() throws IOException {
        ReloadingFile<String> pair = open();
        Files.writeString(lower, "b");
        assertEquals(Outcome.SEEN_ONCE, pair.poll());
        Files.writeString(upper, "B");
        assertEquals(Outcome.SEEN_ONCE, pair.poll());
        assertEquals(Outcome.ACCEPTED, pair.poll());
        assertEquals(List.of("now bB", "accepted PAIR"), heard);
    }

    @Test
    void half_a_change_is_rejected_once_and_the_rest_of_it_accepted() throws IOException {
        ReloadingFile<String> pair = open();
        Files.writeString(upper, "B");
        for (int i = 0; i < 5; i++) {
            pair.poll();
        }
        assertEquals("aA", pair.get());
        Files.writeString(lower, "b");
        pair.poll();
        assertEquals(Outcome.ACCEPTED, pair.poll());
        assertEquals(List.of("rejected PAIR MISMATCHED", "now bB", "accepted PAIR"), heard);
    }

    /** Contents are told apart by file: what moves from one file to the other is a change. */
    @Test
    void swapped_contents_are_a_change() throws IOException {
        ReloadingFile<String> pair = open();
        write("A", "a");
        pair.poll();
        assertEquals(Outcome.ACCEPTED, pair.poll());
        assertEquals("Aa", pair.get());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void only_what_is_not_valid_yet_is_tried_again(Reason reason) throws IOException {
        ReloadingFile<String> pair = open();
        refusal = reason;
        write("x", "X");
        pair.poll();
        assertEquals(Outcome.REJECTED, pair.poll());
        int before = given.size();
        assertEquals(Outcome.UNCHANGED, pair.poll());
        assertEquals(Outcome.UNCHANGED, pair.poll());

        assertEquals(reason == Reason.NOT_YET_VALID ? before + 4 : before, given.size());
        assertEquals(List.of("rejected PAIR " + reason), heard);
        assertEquals("aA", pair.get());
    }

    @Test
    void what_was_too_early_and_is_faulty_otherwise_is_told_again() throws IOException {
        ReloadingFile<String> pair = open();
        refusal = Reason.NOT_YET_VALID;
        write("x", "X");
        pair.poll();
        pair.poll();
        refusal = Reason.EXPIRED;
        assertEquals(Outcome.REJECTED, pair.poll());
        assertEquals(Outcome.UNCHANGED, pair.poll());
        assertEquals(List.of("rejected PAIR NOT_YET_VALID", "rejected PAIR EXPIRED"), heard);
    }

    @Test
    void the_loss_of_either_keeps_the_value() throws IOException {
        ReloadingFile<String> pair = open();
        Files.delete(upper);
        pair.poll();
        assertEquals(Outcome.REJECTED, pair.poll());
        assertEquals("aA", pair.get());
        assertEquals(List.of("rejected PAIR MISSING"), heard);
    }

    @Test
    void wipes_every_content() throws IOException {
        ReloadingFile<String> pair = open();
        write("b", "B");
        pair.poll();
        pair.poll();
        assertEquals(4, given.size());
        given.forEach(content -> assertArrayEquals(new byte[1], content));
    }

    @Test
    void refuses_to_follow_nothing() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ReloadingFile.openAll("N", List.of(), contents -> "", ReloadListener.none(), value -> {}));
    }
}
