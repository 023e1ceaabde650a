package dev.hardening.benchmarks.peers;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints rows and verdicts. Columns are separated by a tab and padded with blanks. */
public final class PeersTable {

    /** The names of the columns. */
    public static final List<String> COLUMNS =
            List.of("row", "ours_ns", "ours_bytes", "floor_ns", "peer", "peer_ns", "peer_bytes", "ratio");

    private static final int[] WIDTHS = {44, 9, 10, 9, 34, 9, 10, 6};

    private final PrintStream out;
    private final List<Row> rows = new ArrayList<>();

    /** Makes a table that prints there. */
    public PeersTable(PrintStream out) {
        this.out = out;
    }

    /** Prints the line of names. */
    public void head() {
        line(COLUMNS);
    }

    /** Prints a line a peer of a row, or one without a peer. */
    public void row(Row row, Map<String, Figure> figures) {
        rows.add(row);
        Figure ours = figures.getOrDefault(row.ours(), Figure.NONE);
        Figure floor = row.floor() == null ? Figure.NONE : figures.getOrDefault(row.floor(), Figure.NONE);
        if (row.peers().isEmpty()) {
            line(List.of(row.name(), ours.nanosText(), ours.bytesText(), floor.nanosText(), "-", "-", "-", "-"));
        }
        row.peers().forEach((name, benchmark) -> {
            Figure peer = figures.getOrDefault(benchmark, Figure.NONE);
            line(List.of(
                    row.name(),
                    ours.nanosText(),
                    ours.bytesText(),
                    floor.nanosText(),
                    name,
                    peer.nanosText(),
                    peer.bytesText(),
                    ratio(ours, peer)));
        });
    }

    /** Ours to the peer's, of times, or of bytes where there is no time. */
    private static String ratio(Figure ours, Figure peer) {
        double ratio = Double.isNaN(ours.nanos()) ? ours.bytes() / peer.bytes() : ours.nanos() / peer.nanos();
        if (!Double.isFinite(ratio)) {
            return "-";
        }
        return String.format(Locale.ROOT, ratio < 0.01 ? "%.4f" : ratio < 0.1 ? "%.3f" : "%.2f", ratio);
    }

    private void line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            boolean isText = i == 0 || i == 4;
            String format = "%" + (isText ? "-" : "") + WIDTHS[i] + "s";
            line.append(i == 0 ? "" : "\t").append(String.format(Locale.ROOT, format, cells.get(i)));
        }
        out.println(line.toString().stripTrailing());
    }

    /**
     * Prints the verdicts on the rows that were printed, and how many targets are met.
     *
     * @return the command's exit code: 0 when all are, and otherwise 1
     */
    public int verdicts(Map<String, Figure> figures) {
        out.println();
        int met = 0;
        int all = 0;
        for (Row row : rows) {
            if (!row.limits().isEmpty()) {
                Verdict verdict = Verdict.of(row, figures);
                all++;
                met += verdict.isMet() ? 1 : 0;
                out.println(verdict.line());
            }
        }
        out.println();
        out.println("targets met " + met + "/" + all);
        return met == all ? 0 : 1;
    }
}
