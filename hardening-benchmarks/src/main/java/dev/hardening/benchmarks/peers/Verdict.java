package dev.hardening.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a row's target is met.
 *
 * @param row the row
 * @param isMet whether every part of it is; what was not measured is not met
 * @param worst by how much the worst part is over what it allows: 1 is just on it, NaN when it was not measured
 * @param reasons what was seen, a part each
 */
public record Verdict(Row row, boolean isMet, double worst, List<String> reasons) {

    /** Copies. */
    public Verdict {
        reasons = List.copyOf(reasons);
    }

    /** Judges one row by the figures of its benchmarks, and of those that others lean on. */
    public static Verdict of(Row row, Map<String, Figure> figures) {
        Figure ours = figures.getOrDefault(row.ours(), Figure.NONE);
        Figure floor = row.floor() == null ? Figure.NONE : figures.getOrDefault(row.floor(), Figure.NONE);
        boolean met = true;
        double worst = 0;
        List<String> reasons = new ArrayList<>();
        for (Limit limit : row.limits()) {
            double share = limit.share(ours, floor, compared(row, limit, figures));
            boolean within = share <= 1;
            met &= within;
            worst = Double.isNaN(share) || Double.isNaN(worst) ? Double.NaN : Math.max(worst, share);
            String seen = limit.isAboutBytes() ? ours.bytesText() + " B" : ours.nanosText() + " ns";
            reasons.add(limit.text() + ": " + seen
                    + (Double.isNaN(share)
                            ? " (not measured)"
                            : within ? "" : String.format(Locale.ROOT, " (%.2f times that)", share)));
        }
        return new Verdict(row, met, worst, reasons);
    }

    private static Figure compared(Row row, Limit limit, Map<String, Figure> figures) {
        String benchmark = limit.kind() == Limit.Kind.CHEAPER_THAN
                ? Targets.row(limit.other()).ours()
                : row.peers().getOrDefault(limit.other(), "");
        return figures.getOrDefault(benchmark, Figure.NONE);
    }

    /** Returns the line of the list of verdicts. */
    public String line() {
        return (isMet ? "met" : "MISSED") + "\t" + row.name() + "\t" + String.join("; ", reasons);
    }
}
