package dev.hardening.benchmarks;

import dev.hardening.core.input.ActiveContent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The search for active content in the value of a field. */
@State(Scope.Thread)
public class ActiveContentBenchmark {

    /** What kind of text it is. */
    public enum Kind {
        /** A kilobyte of words. */
        PROSE("It costs money, and on Mondays more; \"why?\" - he said 'so'. ", 1024),

        /** A kilobyte of source code. */
        CODE("for (int i = 0; i < n && a[i] > b; i++) { list.add(new Box<T>(i % 10, \"x\\n\")); } ", 1024),

        /** Tags that never end, thrice encoded in three ways. */
        HOSTILE("%253Ca &amp;lt;b x='\\u005c\\u005cx3c' on=\" ", 65_536);

        private final String text;

        Kind(String part, int length) {
            this.text = part.repeat(length / part.length() + 1).substring(0, length);
        }
    }

    @Param
    Kind kind = Kind.PROSE;

    private String text = "";

    /** Takes the text. */
    @Setup
    public void take() {
        text = kind.text;
    }

    /** Ours. */
    @Benchmark
    public boolean activeContentOurs() {
        return ActiveContent.standard().isIn(text);
    }

    /** A look at each character: nothing that reads the text is cheaper. */
    @Benchmark
    public int activeContentFloor() {
        int signs = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '<') {
                signs++;
            }
        }
        return signs;
    }
}
