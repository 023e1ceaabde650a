package dev.hardening.core.request;

import dev.hardening.core.identity.Proof;
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

    private final RouteDraft said;

    private Route(RouteDraft said) {
        this.said = said;
    }

    /** Returns a route that anybody may call, under the default limit. */
    public static Route open(String pattern) {
        return new Route(new RouteDraft(PathPattern.parse(pattern), false));
    }

    /** Returns a route that needs a proved caller, under the default limit. */
    public static Route guarded(String pattern) {
        return new Route(new RouteDraft(PathPattern.parse(pattern), true));
    }

    private Route with(Consumer<RouteDraft> change) {
        RouteDraft draft = new RouteDraft(said);
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

    /**
     * Serves the route under any host name, but not over plain http where the rest needs https: for probes that call an
     * instance by its address behind a proxy that redirects everything.
     */
    public Route anyHost() {
        return with(draft -> draft.anyHost = true);
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

    /**
     * Takes only these proofs of a caller, where any that the application knows would do elsewhere; another one that is
     * presented counts as none.
     */
    public Route provedBy(Proof first, Proof... more) {
        return guardedWith(draft -> draft.proofs = Set.copyOf(EnumSet.of(first, more)));
    }

    /**
     * Takes only requests that are signed in one of these schemes, whatever else proves the caller. A signature proves an
     * agent, so no other proof is asked for unless {@link #provedBy} says so. One in another scheme counts as none, so a
     * client cannot choose a weaker one.
     */
    public Route signed(SignatureScheme first, SignatureScheme... more) {
        return guardedWith(draft -> draft.signatures = Set.copyOf(EnumSet.of(first, more)));
    }

    /**
     * Takes only bodies that were signed for this action, which is their member {@code action}, in the scheme {@link
     * SignatureScheme#PYTHON_JSON}, where nothing else keeps a signed body from being sent to another route. The other
     * schemes sign the path, and nobody asks for an action in them.
     */
    public Route signedAction(String action) {
        if (action.isBlank()) {
            throw new IllegalArgumentException("an action has a name");
        }
        return guardedWith(draft -> draft.signedAction = action);
    }

    /** Serves callers with one of these roles only; others get 403. */
    public Route onlyRoles(String first, String... more) {
        return guardedWith(draft -> draft.roles = named(first, more));
    }

    /** Serves callers only whose roles grant all of these permissions; others get 403. */
    public Route permitting(String first, String... more) {
        return guardedWith(draft -> draft.permissions = named(first, more));
    }

    /** Serves a request only for one tenant, as {@code need} says how it is found. */
    public Route tenant(TenantNeed need) {
        return with(draft -> draft.tenant = need);
    }

    /** Keeps unsafe methods of the route working while the application is read-only: for a log-in, say. */
    public Route evenWhenReadOnly() {
        return with(draft -> draft.evenWhenReadOnly = true);
    }

    /**
     * Gives what is done here a name in the audit trail, in place of its method and pattern, and has calls recorded that ask
     * for no caller.
     */
    public Route audited(String action) {
        if (action.isBlank()) {
            throw new IllegalArgumentException("an action has a name");
        }
        return with(draft -> draft.auditAction = action);
    }

    /** Serves nobody, whatever his roles; callers that are proved get 403. */
    public Route closed() {
        return guardedWith(draft -> draft.closed = true);
    }

    private Route guardedWith(Consumer<RouteDraft> change) {
        if (!said.authenticated) {
            throw new IllegalStateException("an open route asks nobody who he is; begin with Route.guarded");
        }
        return with(change);
    }

    private static Set<String> named(String first, String... more) {
        Set<String> names = new LinkedHashSet<>(List.of(more));
        names.add(first);
        if (names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a role or permission has a name");
        }
        return Set.copyOf(names);
    }

    private static Duration bound(Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a bound in time is from zero to a day, not " + time);
        }
        return time;
    }

    /** Returns the pattern of the path. */
    public PathPattern pattern() {
        return said.pattern;
    }

    /** Tells whether the route covers the method. */
    public boolean covers(String method) {
        return said.methods.isEmpty() || said.methods.contains(method);
    }

    /** Tells whether both match the same paths and have a method in common. */
    boolean isSameAs(Route other) {
        return said.pattern.isSameAs(other.said.pattern) && shareMethod(other);
    }

    /** Orders the route with the more specific pattern first; of equally specific ones that which asks who calls. */
    static int inOrder(Route one, Route other) {
        int bySpecificity = one.said.pattern.compareSpecificity(other.said.pattern);
        int byCaller =
                bySpecificity != 0 ? bySpecificity : Boolean.compare(other.said.authenticated, one.said.authenticated);
        return byCaller != 0 ? byCaller : one.said.pattern.compareTo(other.said.pattern);
    }

    private boolean shareMethod(Route other) {
        return said.methods.isEmpty()
                || other.said.methods.isEmpty()
                || said.methods.stream().anyMatch(other.said.methods::contains);
    }

    /** Tells whether the caller must be proved. */
    public boolean isAuthenticated() {
        return said.authenticated;
    }

    /** Returns the names of the limits that count, possibly none. */
    public List<String> limits() {
        return said.limits;
    }

    /** Returns the route's own threshold for slow requests, or null. */
    public @Nullable Duration slowAfter() {
        return said.slowAfter;
    }

    /** Tells whether the route is served over plain http and under any host name. */
    public boolean isAnyTransport() {
        return said.anyTransport;
    }

    /** Tells whether the route is served under any host name. */
    public boolean isAnyHost() {
        return said.anyHost || said.anyTransport;
    }

    /** Returns the only networks to which the route is served, or null when the settings decide. */
    public @Nullable CidrSet networks() {
        return said.networks;
    }

    /** Tells whether paths of the route may hold it. */
    public boolean allowsInPath(PathAllowance what) {
        return said.pathAllowances.contains(what);
    }

    /** Returns how requests of other sites are judged. */
    public CrossSite crossSite() {
        return said.crossSite;
    }

    /** Returns the route's own largest body in bytes, or null. */
    public @Nullable Long maxBody() {
        return said.maxBody;
    }

    /** Returns the route's own bound on the time that a body takes, zero for none, or null. */
    public @Nullable Duration bodyWithin() {
        return said.bodyWithin;
    }

    /** Tells whether the route takes forms of unknown length. */
    public boolean isChunkedForms() {
        return said.chunkedForms;
    }

    /** Returns the route's own bound on handling, zero for none, or null. */
    public @Nullable Duration deadline() {
        return said.deadline;
    }

    /** Tells whether the route takes this proof of a caller; only a signed route takes signatures. */
    public boolean takes(Proof proof) {
        return (said.proofs.isEmpty() || said.proofs.contains(proof))
                && (proof != Proof.SIGNATURE || !said.signatures.isEmpty());
    }

    /** Tells whether callers of the route must prove themselves by a signature and by nothing else. */
    public boolean isProvedBySignatureOnly() {
        return said.proofs.equals(Set.of(Proof.SIGNATURE));
    }

    /** Returns the schemes in one of which a request must be signed; none means that no signature is asked for. */
    public Set<SignatureScheme> signatures() {
        return said.signatures;
    }

    /** Returns the action that a body must be signed for, or null. */
    public @Nullable String signedAction() {
        return said.signedAction;
    }

    /** Returns the name that was given for the audit trail, or else the action that bodies are signed for, or null. */
    public @Nullable String auditAction() {
        return said.auditAction == null ? said.signedAction : said.auditAction;
    }

    /** Tells whether calls of the route are recorded: where somebody is asked who he is, and where that was asked for. */
    public boolean isAudited() {
        return said.authenticated || said.auditAction != null;
    }

    /** Returns the roles of which a caller needs one; none means that no role is asked for. */
    public Set<String> roles() {
        return said.roles;
    }

    /** Returns the permissions of which a caller needs all. */
    public Set<String> permissions() {
        return said.permissions;
    }

    /** Tells whether the route serves nobody. */
    public boolean isClosed() {
        return said.closed;
    }

    /** Tells whether the route asks for more of a caller than that somebody is proved. */
    boolean isSelective() {
        return !said.roles.isEmpty() || !said.permissions.isEmpty() || said.tenant != TenantNeed.NONE;
    }

    /** Returns how the route finds its tenant. */
    public TenantNeed tenant() {
        return said.tenant;
    }

    /** Tells whether unsafe methods of the route work while the application is read-only. */
    public boolean isEvenWhenReadOnly() {
        return said.evenWhenReadOnly;
    }

    @Override
    public String toString() {
        return (said.methods.isEmpty()
                        ? "*"
                        : String.join("|", said.methods.stream().sorted().toList())) + " " + said.pattern;
    }
}
