package dev.hardening.core.request;

import dev.hardening.core.net.CidrSet;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one route needs. Immutable: each method returns a changed copy, so a route can be a constant and the base of
 * others. What a route does not say, the settings of the room say.
 */
public final class Route {

    /** The name of the limit that applies where a route names none. */
    public static final String DEFAULT_LIMIT = "default";

    private static final long LARGEST_BODY = 1L << 40;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final PathPattern pattern;
    private final Set<String> methods;
    private final boolean authenticated;
    private final List<String> limits;
    private final @Nullable Duration slowAfter;
    private final boolean anyTransport;
    private final @Nullable CidrSet networks;
    private final Set<PathAllowance> pathAllowances;
    private final CrossSite crossSite;
    private final @Nullable Long maxBody;
    private final @Nullable Duration bodyWithin;
    private final boolean chunkedForms;
    private final @Nullable Duration deadline;

    private Route(Draft draft) {
        this.pattern = draft.pattern;
        this.methods = draft.methods;
        this.authenticated = draft.authenticated;
        this.limits = draft.limits;
        this.slowAfter = draft.slowAfter;
        this.anyTransport = draft.anyTransport;
        this.networks = draft.networks;
        this.pathAllowances = draft.pathAllowances;
        this.crossSite = draft.crossSite;
        this.maxBody = draft.maxBody;
        this.bodyWithin = draft.bodyWithin;
        this.chunkedForms = draft.chunkedForms;
        this.deadline = draft.deadline;
    }

    /** Returns a route that anybody may call, under the default limit. */
    public static Route open(String pattern) {
        return new Route(new Draft(PathPattern.parse(pattern), false));
    }

    /** Returns a route that needs a proved caller, under the default limit. */
    public static Route guarded(String pattern) {
        return new Route(new Draft(PathPattern.parse(pattern), true));
    }

    private Route with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new Route(draft);
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
        return with(draft -> draft.methods = Set.copyOf(all));
    }

    /** Replaces the limits by the named ones, all of which count. */
    public Route limitedBy(String... names) {
        return with(draft -> draft.limits = List.of(names));
    }

    /** Takes the route out of every limit: for probes, which must never be throttled. */
    public Route unlimited() {
        return limitedBy();
    }

    /** Says from which duration on a request counts as slow, where that differs from the setting. */
    public Route slowAfter(Duration threshold) {
        return with(draft -> draft.slowAfter = threshold);
    }

    /**
     * Serves the route over plain http and under any host name too: for probes, which call an instance by its address
     * and from inside.
     */
    public Route anyTransport() {
        return with(draft -> draft.anyTransport = true);
    }

    /** Serves the route to clients within these networks only, whatever the settings allow elsewhere. */
    public Route onlyFrom(CidrSet allowed) {
        return with(draft -> draft.networks = allowed);
    }

    /**
     * Lets paths of this route hold what is refused elsewhere because servers, proxies and applications read it in
     * different ways; nothing but an identifier that needs it is a reason.
     */
    public Route unsafeAllowInPath(PathAllowance first, PathAllowance... more) {
        return with(draft -> draft.pathAllowances = Set.copyOf(EnumSet.of(first, more)));
    }

    /** Lets pages of other sites send unsafe methods: for endpoints that do not act on cookies, such as webhooks. */
    public Route unsafeAllowCrossSite() {
        return with(draft -> draft.crossSite = CrossSite.ALLOWED);
    }

    /**
     * Refuses unsafe methods unless the browser says that a page of the same origin sends them: for routes that act on a
     * cookie, which a client without Fetch Metadata and Origin could have been made to send.
     */
    public Route sameOriginOnly() {
        return with(draft -> draft.crossSite = CrossSite.STRICT);
    }

    /**
     * Gives the largest body in bytes, where that differs from the setting.
     *
     * @throws IllegalArgumentException when it is negative or above 2<sup>40</sup>
     */
    public Route maxBody(long bytes) {
        if (bytes < 0 || bytes > LARGEST_BODY) {
            throw new IllegalArgumentException("a body has 0 to " + LARGEST_BODY + " bytes, not " + bytes);
        }
        return with(draft -> draft.maxBody = bytes);
    }

    /** Says within which time a body must have come, where that differs from the setting; zero for no bound, at most a day. */
    public Route bodyWithin(Duration time) {
        return with(draft -> draft.bodyWithin = bound(time));
    }

    /** Takes forms and multipart bodies of unknown length too, which are answered 411 elsewhere. */
    public Route chunkedForms() {
        return with(draft -> draft.chunkedForms = true);
    }

    /** Says how long handling may take, where that differs from the setting; zero for no bound, as streams need, at most a day. */
    public Route deadline(Duration time) {
        return with(draft -> draft.deadline = bound(time));
    }

    private static Duration bound(Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a bound in time is from zero to a day, not " + time);
        }
        return time;
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

    /** Returns the only networks to which the route is served, or null when the settings decide. */
    public @Nullable CidrSet networks() {
        return networks;
    }

    /** Tells whether paths of the route may hold it. */
    public boolean allowsInPath(PathAllowance what) {
        return pathAllowances.contains(what);
    }

    /** Returns how requests of other sites are judged. */
    public CrossSite crossSite() {
        return crossSite;
    }

    /** Returns the route's own largest body in bytes, or null. */
    public @Nullable Long maxBody() {
        return maxBody;
    }

    /** Returns the route's own bound on the time that a body takes, zero for none, or null. */
    public @Nullable Duration bodyWithin() {
        return bodyWithin;
    }

    /** Tells whether the route takes forms of unknown length. */
    public boolean isChunkedForms() {
        return chunkedForms;
    }

    /** Returns the route's own bound on handling, zero for none, or null. */
    public @Nullable Duration deadline() {
        return deadline;
    }

    @Override
    public String toString() {
        return (methods.isEmpty()
                        ? "*"
                        : String.join("|", methods.stream().sorted().toList())) + " " + pattern;
    }

    /** A route while it is changed. */
    private static final class Draft {
        private final PathPattern pattern;
        private final boolean authenticated;
        private Set<String> methods = Set.of();
        private List<String> limits = List.of(DEFAULT_LIMIT);
        private @Nullable Duration slowAfter;
        private boolean anyTransport;
        private @Nullable CidrSet networks;
        private Set<PathAllowance> pathAllowances = Set.of();
        private CrossSite crossSite = CrossSite.DEFAULT;
        private @Nullable Long maxBody;
        private @Nullable Duration bodyWithin;
        private boolean chunkedForms;
        private @Nullable Duration deadline;

        Draft(PathPattern pattern, boolean authenticated) {
            this.pattern = pattern;
            this.authenticated = authenticated;
        }

        Draft(Route route) {
            this(route.pattern, route.authenticated);
            this.methods = route.methods;
            this.limits = route.limits;
            this.slowAfter = route.slowAfter;
            this.anyTransport = route.anyTransport;
            this.networks = route.networks;
            this.pathAllowances = route.pathAllowances;
            this.crossSite = route.crossSite;
            this.maxBody = route.maxBody;
            this.bodyWithin = route.bodyWithin;
            this.chunkedForms = route.chunkedForms;
            this.deadline = route.deadline;
        }
    }
}
