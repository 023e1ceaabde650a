package dev.hardening.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeersTableTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PeersTable table = new PeersTable(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\t", -1)).map(String::strip).toList();
    }

    private static Row row(String name, Limit... target) {
        return Row.of(name, name + ".ours").over(name + ".floor").within(target);
    }

    @Test
    void begins_with_the_names_of_the_columns() {
        table.head();
        assertEquals(
                List.of("row", "ours_ns", "ours_bytes", "floor_ns", "peer", "peer_ns", "peer_bytes", "ratio"),
                cells(lines().get(0)));
    }

    @Test
    void has_a_line_a_peer_and_one_without_peers() {
        Map<String, Figure> figures = new HashMap<>();
        figures.put("A.ours", new Figure(22.04, 0.2));
        figures.put("A.floor", new Figure(18, 0));
        figures.put("one", new Figure(1234.4, 128));
        table.row(row("A").beside("first", "one").beside("second", "two"), figures);
        table.row(row("B"), figures);
        assertEquals(List.of("A", "22.0", "0", "18.0", "first", "1234", "128", "0.018"), cells(lines().get(0)));
        assertEquals(List.of("A", "22.0", "0", "18.0", "second", "-", "-", "-"), cells(lines().get(1)));
        assertEquals(List.of("B", "-", "-", "-", "-", "-", "-", "-"), cells(lines().get(2)));
    }

    @Test
    void compares_bytes_where_there_is_no_time() {
        table.row(
                row("heap").beside("other", "other"),
                Map.of("heap.ours", new Figure(Double.NaN, 96), "other", new Figure(Double.NaN, 384)));
        assertEquals(List.of("heap", "-", "96", "-", "other", "-", "384", "0.25"), cells(lines().get(0)));
    }

    @Test
    void says_how_many_targets_are_met_and_ends_with_1_when_one_is_missed() {
        Map<String, Figure> figures = Map.of("A.ours", new Figure(10, 0), "B.ours", new Figure(10, 0));
        table.row(row("A", Limit.nanos(20)), figures);
        table.row(row("B", Limit.nanos(5)), figures);
        table.row(row("C"), figures);
        assertEquals(1, table.verdicts(figures));
        List<String> said = lines();
        assertEquals("targets met 1/2", said.get(said.size() - 1));
        assertTrue(said.contains("met\tA\t≤ 20 ns: 10.0 ns"), said.toString());
        assertTrue(said.contains("MISSED\tB\t≤ 5 ns: 10.0 ns (2.00 times that)"), said.toString());
    }

    @Test
    void ends_with_0_when_all_are_met() {
        Map<String, Figure> figures = Map.of("A.ours", new Figure(10, 0));
        table.row(row("A", Limit.nanos(20), Limit.bytes(0)), figures);
        assertEquals(0, table.verdicts(figures));
        assertTrue(lines().contains("targets met 1/1"), lines().toString());
    }

    @Test
    void the_lower_of_two_figures_counts_each_for_itself() {
        assertEquals(new Figure(1, 2), new Figure(1, 5).lower(new Figure(3, 2)));
        assertEquals(new Figure(1, 2), Figure.NONE.lower(new Figure(1, 2)));
        assertEquals(new Figure(1, 2), new Figure(1, 2).lower(Figure.NONE));
    }
}
