package dev.hardening.core.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes meters in the text format 0.0.4 of Prometheus: families by name, each with its help and its type, the samples of
 * one together and in an order of their own.
 */
final class PrometheusText {

    private static final double LARGEST_EXACT = 9_007_199_254_740_992.0;
    private static final String COUNTER = "counter";
    private static final String GAUGE = "gauge";
    private static final String HISTOGRAM = "histogram";
    private static final String SUMMARY = "summary";

    private final Map<String, Family> families = new TreeMap<>();

    PrometheusText(List<Meter> meters) {
        for (Meter meter : meters) {
            // What Micrometer derives from another meter stands in that one's family.
            if (meter.getId().syntheticAssociation() == null) {
                add(meter);
            }
        }
    }

    /** The samples of one name, by their labels. */
    private static final class Family {
        final String help;
        final String type;
        final Map<String, String> samples = new TreeMap<>();

        Family(String help, String type) {
            this.help = help;
            this.type = type;
        }
    }

    private void add(Meter meter) {
        String name = PrometheusNames.of(meter.getId());
        if (meter instanceof Timer timer) {
            distribution(name, meter, timer.takeSnapshot(), nanos -> nanos / 1e9, TimeUnit.SECONDS);
        } else if (meter instanceof DistributionSummary summary) {
            distribution(name, meter, summary.takeSnapshot(), amount -> amount, null);
        } else if (meter instanceof Counter counter) {
            single(name, COUNTER, meter, counter.count());
        } else if (meter instanceof FunctionCounter counter) {
            single(name, COUNTER, meter, counter.count());
        } else if (meter instanceof Gauge gauge) {
            single(name, GAUGE, meter, gauge.value());
        } else if (meter instanceof FunctionTimer timer) {
            String labels = labels(meter);
            put(
                    name,
                    SUMMARY,
                    meter,
                    labels,
                    sample(name + "_sum", labels, timer.totalTime(TimeUnit.SECONDS))
                            + sample(name + "_count", labels, timer.count()));
        } else {
            for (Measurement part : meter.measure()) {
                String statistic = part.getStatistic().name().toLowerCase(Locale.ROOT);
                single(name + "_" + statistic, GAUGE, meter, part.getValue());
            }
        }
    }

    private void single(String name, String type, Meter meter, double value) {
        String labels = labels(meter);
        put(name, type, meter, labels, sample(name, labels, value));
    }

    /** A bucket may have counted a request that the total has not yet: the larger of both is the total. */
    private void distribution(
            String name,
            Meter meter,
            HistogramSnapshot snapshot,
            ToDoubleFunction<Double> scale,
            @Nullable TimeUnit unit) {
        String labels = labels(meter);
        CountAtBucket[] buckets = snapshot.histogramCounts();
        double count = snapshot.count();
        StringBuilder text = new StringBuilder(64 * (buckets.length + 3));
        double last = 0;
        for (CountAtBucket bucket : buckets) {
            last = Math.max(last, bucket.count());
            double bound = unit == null ? bucket.bucket() : bucket.bucket(unit);
            if (!Double.isInfinite(bound)) {
                text.append(bucket(name, labels, number(bound), last));
            }
        }
        count = Math.max(count, last);
        if (buckets.length > 0) {
            text.append(bucket(name, labels, "+Inf", count));
        }
        text.append(sample(name + "_sum", labels, scale.applyAsDouble(snapshot.total())));
        text.append(sample(name + "_count", labels, count));
        put(name, buckets.length > 0 ? HISTOGRAM : SUMMARY, meter, labels, text.toString());
    }

    /** Of meters whose names or labels become the same only here, the first one stays. */
    private void put(String name, String type, Meter meter, String labels, String sample) {
        String description = meter.getId().getDescription();
        Family family = families.computeIfAbsent(name, key -> new Family(description == null ? "" : description, type));
        if (family.type.equals(type)) {
            family.samples.putIfAbsent(labels, sample);
        }
    }

    private static String sample(String name, String labels, double value) {
        return name + (labels.isEmpty() ? "" : "{" + labels + "}") + " " + number(value) + "\n";
    }

    private static String bucket(String name, String labels, String bound, double value) {
        return sample(name + "_bucket", labels + (labels.isEmpty() ? "" : ",") + "le=\"" + bound + "\"", value);
    }

    private static String labels(Meter meter) {
        List<String> names = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Tag tag : meter.getId().getTagsAsIterable()) {
            String name = PrometheusNames.label(tag.getKey());
            if (!names.contains(name)) {
                names.add(name);
                text.append(text.isEmpty() ? "" : ",").append(name).append("=\"");
                escape(tag.getValue(), true, text);
                text.append('"');
            }
        }
        return text.toString();
    }

    private static void escape(String text, boolean isLabel, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                out.append("\\\\");
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '"' && isLabel) {
                out.append("\\\"");
            } else {
                // Of the other control characters some readers take one for the end of a line or of the text.
                out.append(Character.isISOControl(c) ? ' ' : c);
            }
        }
    }

    /** Whole numbers without a fraction, and the words of the format for what is none. */
    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    String text() {
        StringBuilder out = new StringBuilder(4096);
        families.forEach((name, family) -> {
            out.append("# HELP ").append(name).append(' ');
            escape(family.help, false, out);
            out.append("\n# TYPE ").append(name).append(' ').append(family.type).append('\n');
            family.samples.values().forEach(out::append);
        });
        return out.toString();
    }
}
