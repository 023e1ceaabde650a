package dev.hardening.core.metrics;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/** Turns names of meters and tags into those of Prometheus, for meters that the application has added under Micrometer's. */
final class PrometheusNames {

    private static final String TOTAL = "_total";
    private static final String SECONDS = "_seconds";

    private PrometheusNames() {}

    /** Returns the name with its unit and, for a counter, with {@code _total} behind it. */
    static String of(Meter.Id id) {
        String name = allowed(id.getName(), true);
        boolean timed = id.getType() == Meter.Type.TIMER || id.getType() == Meter.Type.LONG_TASK_TIMER;
        String unit = timed ? SECONDS : unit(id.getBaseUnit());
        boolean counter = id.getType() == Meter.Type.COUNTER;
        if (counter && name.endsWith(TOTAL)) {
            name = name.substring(0, name.length() - TOTAL.length());
        }
        if (!name.endsWith(unit)) {
            name += unit;
        }
        return counter ? name + TOTAL : name;
    }

    private static String unit(@Nullable String unit) {
        return unit == null || unit.isEmpty() ? "" : "_" + allowed(unit, true);
    }

    /** {@code le} is the format's own, and names with two underscores in front are Prometheus'. */
    static String label(String name) {
        String fit = allowed(name, false);
        return fit.equals("le") || fit.startsWith("__") ? "tag_" + fit : fit;
    }

    private static String allowed(String name, boolean withColon) {
        StringBuilder fit = new StringBuilder(name.length() + 1);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (withColon && c == ':');
            boolean digit = c >= '0' && c <= '9';
            if (i == 0 && digit) {
                fit.append('_');
            }
            fit.append(letter || digit ? c : '_');
        }
        return fit.isEmpty() ? "_" : fit.toString();
    }
}
