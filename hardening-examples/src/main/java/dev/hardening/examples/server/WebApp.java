package dev.hardening.examples.server;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server serves: filters for every request in their order, and servlets by their mapping. Immutable. */
public final class WebApp {

    private final List<Filter> filters;
    private final Map<String, Servlet> servlets;

    private WebApp(Builder builder) {
        this.filters = List.copyOf(builder.filters);
        this.servlets = new LinkedHashMap<>(builder.servlets);
    }

    /** Starts an app that serves nothing. */
    public static Builder builder() {
        return new Builder();
    }

    List<Filter> filters() {
        return filters;
    }

    Map<String, Servlet> servlets() {
        return servlets;
    }

    /** Collects filters and servlets. Not safe for use by several threads. */
    public static final class Builder {
        private final List<Filter> filters = new ArrayList<>();
        private final Map<String, Servlet> servlets = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a filter behind those that are there already. */
        public Builder filter(Filter filter) {
            filters.add(filter);
            return this;
        }

        /** Maps a servlet: an exact path, a prefix with a star at its end, or a slash for everything else. */
        public Builder servlet(String mapping, Servlet servlet) {
            servlets.put(mapping, servlet);
            return this;
        }

        /**
         * Returns the app.
         *
         * @throws IllegalStateException when nothing serves everything else; a server may then skip the filters
         */
        public WebApp build() {
            if (!servlets.containsKey("/")) {
                throw new IllegalStateException("map a servlet to / for the paths that no other serves");
            }
            return new WebApp(this);
        }
    }
}
