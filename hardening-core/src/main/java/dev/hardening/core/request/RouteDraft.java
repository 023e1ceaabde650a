package dev.hardening.core.request;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.net.CidrSet;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a route says. It changes only until a {@link Route} is made of it. */
final class RouteDraft {

    final PathPattern pattern;
    final boolean authenticated;
    Set<String> methods = Set.of();
    List<String> limits = List.of(Route.DEFAULT_LIMIT);

    @Nullable
    Duration slowAfter;

    boolean anyTransport;
    boolean anyHost;

    @Nullable
    CidrSet networks;

    Set<PathAllowance> pathAllowances = Set.of();
    CrossSite crossSite = CrossSite.DEFAULT;

    @Nullable
    Long maxBody;

    @Nullable
    Duration bodyWithin;

    boolean chunkedForms;

    @Nullable
    Duration deadline;

    Set<Proof> proofs = Set.of();
    Set<SignatureScheme> signatures = Set.of();

    @Nullable
    String signedAction;

    Set<String> roles = Set.of();
    Set<String> permissions = Set.of();
    TenantNeed tenant = TenantNeed.NONE;
    boolean evenWhenReadOnly;
    boolean closed;

    @Nullable
    String auditAction;

    RouteDraft(PathPattern pattern, boolean authenticated) {
        this.pattern = pattern;
        this.authenticated = authenticated;
    }

    RouteDraft(RouteDraft other) {
        this(other.pattern, other.authenticated);
        this.methods = other.methods;
        this.limits = other.limits;
        this.slowAfter = other.slowAfter;
        this.anyTransport = other.anyTransport;
        this.anyHost = other.anyHost;
        this.networks = other.networks;
        this.pathAllowances = other.pathAllowances;
        this.crossSite = other.crossSite;
        this.maxBody = other.maxBody;
        this.bodyWithin = other.bodyWithin;
        this.chunkedForms = other.chunkedForms;
        this.deadline = other.deadline;
        this.proofs = other.proofs;
        this.signatures = other.signatures;
        this.signedAction = other.signedAction;
        this.roles = other.roles;
        this.permissions = other.permissions;
        this.tenant = other.tenant;
        this.evenWhenReadOnly = other.evenWhenReadOnly;
        this.closed = other.closed;
        this.auditAction = other.auditAction;
    }
}
