package dev.hardening.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    private static final String CHAIN = "whole chain, allowed request";

    private static Row row(Limit... target) {
        return Row.of("some row", "A.ours")
                .over("A.floor")
                .beside("peer", "A.peer")
                .within(target);
    }

    private static Verdict judge(Limit limit, Figure ours) {
        return Verdict.of(
                row(limit), Map.of("A.ours", ours, "A.floor", new Figure(10, 0), "A.peer", new Figure(100, 1000)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NANOS       | 60  |      | 60   | 900  | true
            NANOS       | 60  |      | 60.1 | 0    | false
            BYTES       | 0   |      | 900  | 0.4  | true
            BYTES       | 0   |      | 1    | 0.6  | false
            BYTES       | 100 |      | 900  | 100  | true
            BYTES       | 100 |      | 1    | 101  | false
            TIMES_FLOOR | 1.3 |      | 13   | 900  | true
            TIMES_FLOOR | 1.3 |      | 13.1 | 0    | false
            TIMES_PEER  | 1.2 | peer | 120  | 9000 | true
            TIMES_PEER  | 1.2 | peer | 121  | 0    | false
            LESS_CPU    | 5   | peer | 20   | 9000 | true
            LESS_CPU    | 5   | peer | 21   | 0    | false
            FEWER_BYTES | 10  | peer | 900  | 100  | true
            FEWER_BYTES | 10  | peer | 1    | 101  | false
            """)
    void compares_with_what_the_limit_names(
            Limit.Kind kind, double value, String other, double nanos, double bytes, boolean met) {
        Verdict verdict = judge(new Limit(kind, value, other == null ? "" : other), new Figure(nanos, bytes));
        assertEquals(met, verdict.isMet(), verdict.line());
        assertEquals(met ? "met" : "MISSED", verdict.line().split("\t", -1)[0]);
    }

    @Test
    void every_part_of_a_target_counts() {
        Row row = row(Limit.timesFloor(2), Limit.bytes(0));
        Map<String, Figure> figures = new HashMap<>(Map.of("A.ours", new Figure(15, 0), "A.floor", new Figure(10, 0)));
        assertTrue(Verdict.of(row, figures).isMet());
        figures.put("A.ours", new Figure(15, 32));
        assertFalse(Verdict.of(row, figures).isMet());
        figures.put("A.ours", new Figure(40, 0));
        Verdict slow = Verdict.of(row, figures);
        assertFalse(slow.isMet());
        assertEquals(2, slow.worst());
        assertEquals(List.of("≤ 2 × floor: 40.0 ns (2.00 times that)", "0 B: 0 B"), slow.reasons());
    }

    @Test
    void what_was_not_measured_is_missed() {
        for (Limit limit : List.of(
                Limit.nanos(1e9),
                Limit.bytes(0),
                Limit.timesFloor(1e9),
                Limit.timesPeer(1e9, "peer"),
                Limit.lessCpu(1, "peer"),
                Limit.fewerBytes(1, "peer"))) {
            Verdict nothing = Verdict.of(row(limit), Map.of());
            assertFalse(nothing.isMet(), limit.text());
            assertTrue(nothing.line().contains("(not measured)"), nothing.line());
            assertTrue(Double.isNaN(nothing.worst()));
        }
        Map<String, Figure> oursAlone = Map.of("A.ours", new Figure(0, 0));
        assertFalse(Verdict.of(row(Limit.timesFloor(2)), oursAlone).isMet());
        assertFalse(Verdict.of(row(Limit.fewerBytes(10, "peer")), oursAlone).isMet());
        assertFalse(Verdict.of(row(Limit.timesPeer(2, "a peer that the row has not")), oursAlone)
                .isMet());
    }

    @Test
    void a_refusal_is_compared_with_the_allowed_request() {
        Row refusal = row(Limit.cheaperThan(CHAIN));
        String allowed = Targets.row(CHAIN).ours();
        Map<String, Figure> figures = new HashMap<>(Map.of("A.ours", new Figure(50, 0), allowed, new Figure(50, 0)));
        assertTrue(Verdict.of(refusal, figures).isMet());
        figures.put("A.ours", new Figure(51, 0));
        assertFalse(Verdict.of(refusal, figures).isMet());
    }
}
