package dev.hardening.core.input;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.input.BrowserOracle.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two rates that are promised: of what a browser runs, and of what people and programmers write. */
class ActiveCorpusTest {

    private static final double LEAST_ACTIVE = 0.995;

    private static final double MOST_BENIGN = 0.002;
    private static final long SEED = 20261126;
    private static final int GENERATED = 2500;

    private final ActiveContent detector = ActiveContent.standard();

    @ParameterizedTest
    @EnumSource
    void refuses_what_a_browser_runs(Place place, TestReporter reporter) {
        assertRefused("corpus", place, Corpus.active().stream(), 10, reporter);
    }

    @ParameterizedTest
    @EnumSource
    void refuses_what_a_browser_runs_however_it_is_written(Place place, TestReporter reporter) {
        ActiveGrammar grammar = new ActiveGrammar(SEED);
        Stream<String> texts = Stream.generate(grammar::next).limit(GENERATED);
        assertRefused("generated from seed " + SEED, place, texts, place == Place.LINK ? 100 : 300, reporter);
    }

    private void assertRefused(String source, Place place, Stream<String> texts, int least, TestReporter reporter) {
        List<String> active =
                texts.filter(text -> BrowserOracle.isActive(text, place)).toList();
        List<String> missed =
                active.stream().filter(text -> !detector.isIn(text)).toList();
        reporter.publishEntry(
                source + " in " + place, active.size() + " active strings, " + missed.size() + " not refused");
        assertTrue(active.size() >= least, () -> "only " + active.size() + " strings are active");
        assertTrue(active.size() - missed.size() >= LEAST_ACTIVE * active.size(), missed::toString);
    }

    @Test
    void lets_ordinary_prose_and_code_pass(TestReporter reporter) {
        List<String> benign = Corpus.benign();
        List<String> refused = new ArrayList<>();
        for (String text : benign) {
            ActiveContent.Reason reason = detector.find(text);
            if (reason != null) {
                refused.add(reason + ": " + text);
            }
        }
        reporter.publishEntry("benign", benign.size() + " values, refused: " + refused.size());
        assertTrue(benign.size() > 3000);
        assertTrue(refused.size() <= MOST_BENIGN * benign.size(), refused::toString);
    }
}
