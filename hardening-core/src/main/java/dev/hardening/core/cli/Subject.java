package dev.hardening.core.cli;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is verified: a running service, and the settings that it was started with. */
final class Subject {

    private final @Nullable WebProbe probe;
    private final SettingSource source;
    private final InstantSource clock;
    private @Nullable List<Problem> problems;

    Subject(@Nullable WebProbe probe, SettingSource source, InstantSource clock) {
        this.probe = probe;
        this.source = source;
        this.clock = clock;
    }

    WebProbe probe() {
        if (probe == null) {
            throw new IllegalStateException("a check of a service without one");
        }
        return probe;
    }

    SettingSource source() {
        return source;
    }

    InstantSource clock() {
        return clock;
    }

    LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** Returns the value of the first of these names that has one. */
    Optional<String> value(List<String> names) {
        return names.stream()
                .map(source::value)
                .filter(value -> value != null)
                .map(String::trim)
                .findFirst();
    }

    /** Returns what the library finds wrong with the settings. */
    List<Problem> problems() {
        if (problems == null) {
            SettingReader reader = SettingReader.of(source);
            ServiceSettings unused = ServiceSettings.read(reader);
            problems = new ArrayList<>(reader.finish().problems());
        }
        return problems;
    }

    /** Returns what the library finds wrong with one of these names. */
    Optional<Problem> problemOf(List<String> names) {
        return problems().stream()
                .filter(problem -> Arrays.stream(problem.name().split(", ", -1)).anyMatch(names::contains))
                .findFirst();
    }
}
