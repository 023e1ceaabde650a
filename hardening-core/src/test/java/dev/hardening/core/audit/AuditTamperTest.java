package dev.hardening.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a trail is found, as far as that is promised. */
class AuditTamperTest {

    private static final long SEED = 20_261_127;
    private static final int ROUNDS = 40;

    @TempDir
    private Path directory;

    private TrailFile trail(boolean keyed) {
        AuditSettings.Builder settings =
                AuditSettings.builder().anchorFile(directory.resolve("anchors")).anchorRecords(7);
        return new TrailFile(directory.resolve("audit.log"), keyed ? settings.secret(TrailFile.SECRET) : settings);
    }

    private static AuditVerifier verifier(boolean keyed) {
        return keyed ? AuditVerifier.keyedBy(KeyRing.of(TrailFile.SECRET)) : AuditVerifier.plain();
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack("edits a byte", (lines, random) -> {
                    int at = random.nextInt(lines.size());
                    StringBuilder line = new StringBuilder(lines.get(at));
                    int place = random.nextInt(line.length());
                    line.setCharAt(place, (char) (line.charAt(place) ^ (1 + random.nextInt(7))));
                    lines.set(at, line.toString());
                }),
                attack("adds a blank", (lines, random) -> {
                    int at = random.nextInt(lines.size());
                    lines.set(at, lines.get(at).replaceFirst(",", ", "));
                }),
                attack(
                        "removes a line that is not the last",
                        (lines, random) -> lines.remove(random.nextInt(lines.size() - 1))),
                attack(
                        "removes the first lines",
                        (lines, random) -> lines.subList(0, 1 + random.nextInt(lines.size() - 1))
                                .clear()),
                attack("removes a span in the middle", (lines, random) -> {
                    int from = 1 + random.nextInt(lines.size() - 3);
                    lines.subList(from, from + 1 + random.nextInt(lines.size() - from - 1))
                            .clear();
                }),
                attack(
                        "repeats a line",
                        (lines, random) ->
                                lines.add(random.nextInt(lines.size() + 1), lines.get(random.nextInt(lines.size())))),
                attack("adds an empty line", (lines, random) -> lines.add(random.nextInt(lines.size() + 1), "")),
                attack("moves a line", (lines, random) -> {
                    int from = random.nextInt(lines.size());
                    String line = lines.remove(from);
                    int to = random.nextInt(lines.size());
                    lines.add(to >= from ? to + 1 : to, line);
                }),
                attack("swaps two lines", (lines, random) -> {
                    int one = random.nextInt(lines.size());
                    int other = (one + 1 + random.nextInt(lines.size() - 1)) % lines.size();
                    String line = lines.get(one);
                    lines.set(one, lines.get(other));
                    lines.set(other, line);
                }),
                attack("makes a record up", (lines, random) -> {
                    String line = lines.get(random.nextInt(lines.size()));
                    lines.add(line.replaceFirst("\"seq\":\\d+", "\"seq\":" + lines.size()));
                }),
                attack("writes something else", (lines, random) -> lines.set(random.nextInt(lines.size()), "{}")));
    }

    private static Arguments attack(String name, BiConsumer<List<String>, Random> change) {
        return Arguments.of(Named.of(name, change));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void C_51_finds_whoever(BiConsumer<List<String>, Random> change) throws IOException {
        for (boolean keyed : new boolean[] {true, false}) {
            TrailFile file = trail(keyed).process(12).process(0).process(9);
            List<String> lines = file.lines();
            assertEquals(12 + 9 + 3 * 2, lines.size());
            assertTrue(verifier(keyed).verify(file.path).isIntact(), "as it was written");
            Random random = new Random(SEED);
            for (int round = 0; round < ROUNDS; round++) {
                List<String> changed = new ArrayList<>(lines);
                change.accept(changed, random);
                file.write(changed);

                AuditVerdict verdict = verifier(keyed).verify(file.path);

                assertFalse(verdict.isIntact(), "seed " + SEED + " round " + round + ", keyed " + keyed);
                assertTrue(verdict.line() >= 1 && verdict.line() <= changed.size(), verdict::toString);
            }
            Files.delete(file.path);
        }
    }

    @Test
    void finds_lines_that_are_missing_at_the_end_back_to_the_last_anchor() throws IOException {
        TrailFile file = trail(true);
        try (AuditTrail trail = file.open()) {
            for (int i = 0; i < 20; i++) {
                trail.record(TrailFile.call("r-" + i));
                trail.work();
            }
            // 21 lines, with anchors behind numbers 6, 13 and 20; one more record has none.
            trail.record(TrailFile.call("r-20"));
            trail.work();
            Files.copy(directory.resolve("anchors"), directory.resolve("kept"));
            List<String> lines = file.lines();
            assertEquals(22, lines.size());
            AuditVerifier anchored = verifier(true).withAnchors(directory.resolve("kept"));
            for (int kept = 1; kept <= lines.size(); kept++) {
                Path part = directory.resolve("part");
                Files.writeString(part, String.join("\n", lines.subList(0, kept)) + "\n");
                assertTrue(verifier(true).verify(part).isIntact(), "without anchors nobody can tell");
                assertFalse(verifier(true).verify(part).isEnded());
                assertEquals(kept >= 21, anchored.verify(part).isIntact(), "of " + kept + " lines");
            }
        }
    }

    @Test
    void finds_a_process_whose_lines_are_all_gone_by_its_anchors() throws IOException {
        TrailFile file = trail(true).process(3);
        List<String> before = file.lines();
        file.ticker.advance(java.time.Duration.ofMinutes(1));
        file.process(3);
        file.write(before);

        assertTrue(verifier(true).verify(file.path).isIntact());
        assertFalse(verifier(true)
                .withAnchors(directory.resolve("anchors"))
                .verify(file.path)
                .isIntact());
    }

    @Test
    void takes_anchors_out_of_a_log_and_reads_nothing_else_there() throws IOException {
        TrailFile file = trail(true).process(3);
        String anchor = Files.readString(directory.resolve("anchors"))
                .lines()
                .findFirst()
                .orElseThrow();
        Path log = directory.resolve("app.log");
        Files.writeString(
                log, "text about anchor_seal\n{\"anchor_seal\":1}\n{\"level\":\"INFO\"," + anchor.substring(1) + "\n");
        assertTrue(verifier(true).withAnchors(log).verify(file.path).isIntact());

        Files.writeString(log, anchor.replaceFirst("\"anchor_seal\":\"..", "\"anchor_seal\":\"zz"));
        assertFalse(verifier(true).withAnchors(log).verify(file.path).isIntact());
    }

    @Test
    void a_secret_cannot_be_done_without_and_no_other_one_does() throws IOException {
        TrailFile file = trail(true).process(2);
        Secret other = Secret.ofUtf8("AUDIT_SECRET", "Qm7xW2nRt5vKz8bJc4dLf6gHs3pYa9Ue");

        assertFalse(AuditVerifier.plain().verify(file.path).isIntact());
        assertFalse(AuditVerifier.keyedBy(KeyRing.of(other)).verify(file.path).isIntact());
        assertTrue(AuditVerifier.keyedBy(KeyRing.of(other, List.of(TrailFile.SECRET)))
                .verify(file.path)
                .isIntact());
    }

    @Test
    void a_file_that_anybody_can_seal_is_none_where_a_secret_is_expected() throws IOException {
        TrailFile file = trail(false).process(2);

        assertTrue(AuditVerifier.plain().verify(file.path).isPlain());
        assertFalse(verifier(true).verify(file.path).isIntact());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "{}\n", "x", "\u0000", "[[[[[[[[[\n"})
    void anything_else_is_no_trail(String content) throws IOException {
        Path path = directory.resolve("other");
        Files.writeString(path, content, StandardCharsets.UTF_8);

        assertFalse(AuditVerifier.plain().verify(path).isIntact());
    }

    @Test
    void a_line_without_an_end_is_read_no_further_than_a_line_may_be_long() throws IOException {
        Path path = directory.resolve("long");
        Files.write(path, new byte[3 * AuditLine.LONGEST]);

        AuditVerdict verdict = AuditVerifier.plain().verify(path);

        assertEquals(1, verdict.line());
        assertFalse(verdict.isIntact());
    }

    @Test
    void finds_a_file_that_is_missing_among_those_put_aside() throws IOException {
        AuditSettings.Builder small =
                AuditSettings.builder().secret(TrailFile.SECRET).maxBytes(65_536);
        TrailFile file = new TrailFile(directory.resolve("audit.log"), small).process(700);
        List<Path> aside = new AuditArchive(file.path, 99).files();
        assertTrue(aside.size() >= 2, aside::toString);
        assertTrue(verifier(true).verifyAll(file.path).isIntact());
        assertEquals(700, verifier(true).verifyAll(file.path).records() - 2 - aside.size());
        for (Path one : aside) {
            assertTrue(verifier(true).verify(one).isIntact(), one::toString);
        }
        Files.move(aside.get(1), directory.resolve("elsewhere"));
        assertFalse(verifier(true).verifyAll(file.path).isIntact());
        Files.move(directory.resolve("elsewhere"), aside.get(1));
        Files.copy(aside.get(0), aside.get(1), StandardCopyOption.REPLACE_EXISTING);
        assertFalse(verifier(true).verifyAll(file.path).isIntact());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void finds_by_its_anchors_a_trail_that_was_taken_away_as_a_whole(boolean deleted) throws IOException {
        TrailFile file = trail(true).process(5);
        if (deleted) {
            Files.delete(file.path);
        } else {
            file.write(List.of());
        }
        file.ticker.advance(java.time.Duration.ofSeconds(10));
        file.process(1);

        assertTrue(verifier(true).verifyAll(file.path).isIntact(), "without anchors nobody can tell");
        AuditVerdict verdict =
                verifier(true).withAnchors(directory.resolve("anchors")).verifyAll(file.path);
        assertFalse(verdict.isIntact());
        assertTrue(verdict.toString().contains("begins anew"), verdict::toString);
    }

    @Test
    void asks_for_no_anchors_of_files_that_the_trail_itself_has_removed() throws IOException {
        AuditSettings.Builder small = AuditSettings.builder()
                .secret(TrailFile.SECRET)
                .maxBytes(65_536)
                .maxFiles(1)
                .anchorFile(directory.resolve("anchors"));
        TrailFile file = new TrailFile(directory.resolve("audit.log"), small);
        for (int i = 0; i < 8; i++) {
            file.process(100);
            file.ticker.advance(java.time.Duration.ofMinutes(1));
        }
        Files.writeString(file.path, "{\"chain\":\"77", java.nio.file.StandardOpenOption.APPEND);
        file.process(1);
        file.ticker.advance(java.time.Duration.ofMinutes(1));
        file.process(300);

        AuditVerdict verdict =
                verifier(true).withAnchors(directory.resolve("anchors")).verifyAll(file.path);
        assertTrue(verdict.isIntact(), verdict::toString);
        assertTrue(verdict.processes() <= 2, "the file that a crash has cut is gone");
    }
}
