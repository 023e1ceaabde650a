package dev.hardening.examples.app;

import dev.hardening.core.health.Health;
import dev.hardening.core.reading.Readings;
import dev.hardening.servlet.HardeningFilterBuilder;
import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** What an example serves and what must be closed at its end. Immutable. */
public final class AppParts {

    private final Health health;
    private final Map<String, Servlet> servlets;
    private final List<AutoCloseable> resources;
    private final List<Readings> watched;
    private final IntFunction<String> greeting;
    private final Consumer<HardeningFilterBuilder> filter;

    private AppParts(Builder builder) {
        this.health = builder.health;
        this.servlets = Collections.unmodifiableMap(new LinkedHashMap<>(builder.servlets));
        this.resources = List.copyOf(builder.resources);
        this.watched = List.copyOf(builder.watched);
        this.greeting = builder.greeting;
        this.filter = builder.filter;
    }

    /** Starts with the checks behind the probes. */
    public static Builder of(Health health) {
        return new Builder(health);
    }

    Health health() {
        return health;
    }

    Map<String, Servlet> servlets() {
        return servlets;
    }

    List<AutoCloseable> resources() {
        return resources;
    }

    List<Readings> watched() {
        return watched;
    }

    Consumer<HardeningFilterBuilder> filter() {
        return filter;
    }

    String greeting(int port) {
        return greeting.apply(port);
    }

    /** Collects parts. Not safe for use by several threads. */
    public static final class Builder {
        private final Health health;
        private final Map<String, Servlet> servlets = new LinkedHashMap<>();
        private final List<AutoCloseable> resources = new ArrayList<>();
        private final List<Readings> watched = new ArrayList<>();
        private IntFunction<String> greeting = port -> "";
        private Consumer<HardeningFilterBuilder> filter = builder -> {};

        private Builder(Health health) {
            this.health = Objects.requireNonNull(health, "health");
        }

        /** Maps a servlet as a {@code web.xml} would. */
        public Builder servlet(String mapping, Servlet servlet) {
            servlets.put(mapping, servlet);
            return this;
        }

        /** Maps several servlets. */
        public Builder servlets(Map<String, Servlet> more) {
            servlets.putAll(more);
            return this;
        }

        /** Gives the text that a person sees on the console after the start, made for the port. */
        public Builder greeting(IntFunction<String> text) {
            this.greeting = Objects.requireNonNull(text, "text");
            return this;
        }

        /** Gives the filter what the example shares with it: its room of tokens, say. */
        public Builder filter(Consumer<HardeningFilterBuilder> more) {
            this.filter = filter.andThen(more);
            return this;
        }

        /** Shows the numbers of something among the metrics: the example's breakers, say. */
        public Builder watching(Readings part) {
            watched.add(part);
            return this;
        }

        /** Closes something when the example ends, in the order of adding. */
        public Builder closing(AutoCloseable resource) {
            resources.add(resource);
            return this;
        }

        /** Returns the parts. */
        public AppParts build() {
            return new AppParts(this);
        }
    }
}
