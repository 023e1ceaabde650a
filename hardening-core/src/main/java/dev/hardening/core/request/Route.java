package dev.hardening.core.request;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one route needs. Immutable: each method returns a changed copy, so a route can be a constant and the base of
 * others.
 */
public final class Route {

    /** The name of the limit that applies where a route names none. */
    public static final String DEFAULT_LIMIT = "default";

    private final PathPattern pattern;
    private final Set<String> methods;
    private final boolean authenticated;
    private final List<String> limits;
    private final @Nullable Duration slowAfter;
    private final boolean anyTransport;

    private Route(
            PathPattern pattern,
            Set<String> methods,
            boolean authenticated,
            List<String> limits,
            @Nullable Duration slowAfter,
            boolean anyTransport) {
        this.pattern = pattern;
        this.methods = methods;
        this.authenticated = authenticated;
        this.limits = limits;
        this.slowAfter = slowAfter;
        this.anyTransport = anyTransport;
    }

    /** Returns a route that anybody may call, under the default limit. */
    public static Route open(String pattern) {
        return new Route(PathPattern.parse(pattern), Set.of(), false, List.of(DEFAULT_LIMIT), null, false);
    }

    /** Returns a route that needs a proved caller, under the default limit. */
    public static Route guarded(String pattern) {
        return new Route(PathPattern.parse(pattern), Set.of(), true, List.of(DEFAULT_LIMIT), null, false);
    }

    /**
     * Restricts the route to the given methods; none means every method. GET stands for HEAD as well. A request with
     * another method gets what the next route that matches its path says, so do not restrict a guarded route that lies
     * within an open one.
     */
    public Route methods(String... names) {
        Set<String> all = new LinkedHashSet<>(List.of(names));
        if (all.contains("GET")) {
            all.add("HEAD");
        }
        return new Route(pattern, Set.copyOf(all), authenticated, limits, slowAfter, anyTransport);
    }

    /** Replaces the limits by the named ones, all of which count. */
    public Route limitedBy(String... names) {
        return new Route(pattern, methods, authenticated, List.of(names), slowAfter, anyTransport);
    }

    /** Takes the route out of every limit: for probes, which must never be throttled. */
    public Route unlimited() {
        return limitedBy();
    }

    /** Says from which duration on a request counts as slow, where that differs from the setting. */
    public Route slowAfter(Duration threshold) {
        return new Route(pattern, methods, authenticated, limits, threshold, anyTransport);
    }

    /**
     * Serves the route over plain http and under any host name too: for probes, which call an instance by its address
     * and from inside.
     */
    public Route anyTransport() {
        return new Route(pattern, methods, authenticated, limits, slowAfter, true);
    }

    /** Returns the pattern of the path. */
    public PathPattern pattern() {
        return pattern;
    }

    /** Tells whether the route covers the method. */
    public boolean covers(String method) {
        return methods.isEmpty() || methods.contains(method);
    }

    /** Tells whether both match the same paths and have a method in common. */
    boolean isSameAs(Route other) {
        return pattern.isSameAs(other.pattern) && shareMethod(other);
    }

    /** Orders the route with the more specific pattern first; of equally specific ones that which asks who calls. */
    static int inOrder(Route one, Route other) {
        int bySpecificity = one.pattern.compareSpecificity(other.pattern);
        int byCaller = bySpecificity != 0 ? bySpecificity : Boolean.compare(other.authenticated, one.authenticated);
        return byCaller != 0 ? byCaller : one.pattern.compareTo(other.pattern);
    }

    private boolean shareMethod(Route other) {
        return methods.isEmpty() || other.methods.isEmpty() || methods.stream().anyMatch(other.methods::contains);
    }

    /** Tells whether the caller must be proved. */
    public boolean isAuthenticated() {
        return authenticated;
    }

    /** Returns the names of the limits that count, possibly none. */
    public List<String> limits() {
        return limits;
    }

    /** Returns the route's own threshold for slow requests, or null. */
    public @Nullable Duration slowAfter() {
        return slowAfter;
    }

    /** Tells whether the route is served over plain http and under any host name. */
    public boolean isAnyTransport() {
        return anyTransport;
    }

    @Override
    public String toString() {
        return (methods.isEmpty()
                        ? "*"
                        : String.join("|", methods.stream().sorted().toList())) + " " + pattern;
    }
}
