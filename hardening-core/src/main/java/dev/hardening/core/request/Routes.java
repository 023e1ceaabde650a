package dev.hardening.core.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The route table: finds what a request needs by path and method. The most specific pattern that covers the method
 * wins, in whatever order routes were added; of equally specific ones, such as {@code /a/{x}} and {@code /{y}/b}, the
 * guarded one. Immutable and safe for use by many threads.
 */
public final class Routes {

    /** What a request gets that no route covers. */
    public static final Route UNKNOWN = Route.guarded("/**");

    private static final Route CLOSED = UNKNOWN.closed();

    private static final Routes NONE = builder().build();

    private final Map<String, List<Route>> literal;
    private final List<Route> patterns;
    private final Set<String> limits;
    private final List<Route> all;
    private final Route unknown;

    private Routes(List<Route> routes) {
        this.all = List.copyOf(routes);
        this.literal = new HashMap<>();
        this.patterns = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        routes.stream().sorted(Route::inOrder).forEach(route -> {
            names.addAll(route.limits());
            String template = route.pattern().template();
            if (route.pattern().isLiteral()) {
                literal.computeIfAbsent(template, key -> new ArrayList<>()).add(route);
            } else {
                patterns.add(route);
            }
        });
        this.limits = Set.copyOf(names);
        this.unknown = all.stream().anyMatch(Route::isSelective) ? CLOSED : UNKNOWN;
    }

    /** Starts an empty table. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns every route, in the order of adding. */
    public List<Route> all() {
        return all;
    }

    /** Returns the table in which every request is {@link #UNKNOWN}. */
    public static Routes none() {
        return NONE;
    }

    /** Returns the table with more routes, except those for which this table has the same pattern and method. */
    public Routes with(List<Route> more) {
        List<Route> joined = new ArrayList<>(all);
        for (Route route : more) {
            if (all.stream().noneMatch(route::isSameAs)) {
                joined.add(route);
            }
        }
        return new Routes(joined);
    }

    /**
     * Returns what a request with this method and decoded path needs; {@link #UNKNOWN} when no route covers it. In a
     * table of which some route asks for a role, a permission or a tenant, what no route covers is {@linkplain Route#closed() closed}: a
     * method that somebody forgot must not be open to every caller.
     */
    public Route find(String method, String path) {
        List<Route> exact = literal.get(path);
        if (exact != null) {
            for (Route route : exact) {
                if (route.covers(method)) {
                    return route;
                }
            }
        }
        for (Route route : patterns) {
            if (route.covers(method) && route.pattern().matches(path)) {
                return route;
            }
        }
        return unknown;
    }

    /** Returns the names of all limits that some route names. */
    public Set<String> limits() {
        return limits;
    }

    /** Collects routes. Not safe for use by several threads. */
    public static final class Builder {
        private final List<Route> routes = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a route.
         *
         * @throws IllegalArgumentException when a route with the same pattern covers one of its methods already
         */
        public Builder add(Route route) {
            for (Route other : routes) {
                if (other.isSameAs(route)) {
                    throw new IllegalArgumentException("two routes for the same requests: " + other + " and " + route);
                }
            }
            routes.add(route);
            return this;
        }

        /** Returns the table. */
        public Routes build() {
            return new Routes(routes);
        }
    }
}
