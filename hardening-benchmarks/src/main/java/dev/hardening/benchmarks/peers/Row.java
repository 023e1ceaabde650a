package dev.hardening.benchmarks.peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table. A benchmark is named as {@code Class.method}, and, after a blank, its parameters as
 * {@code name=value}, separated by commas.
 *
 * @param name how the table calls it
 * @param ours the benchmark of ours
 * @param floor the benchmark of the least code, or null
 * @param peers benchmarks of others, by their names, in the table's order
 * @param limits the target's parts, or none where a row only compares
 */
public record Row(String name, String ours, @Nullable String floor, Map<String, String> peers, List<Limit> limits) {

    /** Copies. */
    public Row {
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
        limits = List.copyOf(limits);
    }

    static Row of(String name, String ours) {
        return new Row(name, ours, null, Map.of(), List.of());
    }

    Row over(String newFloor) {
        return new Row(name, ours, newFloor, peers, limits);
    }

    Row beside(String peer, String benchmark) {
        Map<String, String> more = new LinkedHashMap<>(peers);
        more.put(peer, benchmark);
        return new Row(name, ours, floor, more, limits);
    }

    Row within(Limit... target) {
        return new Row(name, ours, floor, peers, List.of(target));
    }

    /** Returns all its benchmarks, ours first. */
    public List<String> benchmarks() {
        List<String> all = new ArrayList<>();
        all.add(ours);
        if (floor != null) {
            all.add(floor);
        }
        all.addAll(peers.values());
        return all;
    }

    /** Returns the target in words, or {@code -}. */
    public String target() {
        return limits.isEmpty()
                ? "-"
                : String.join(", ", limits.stream().map(Limit::text).toList());
    }
}
