package dev.hardening.core.identity;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A proved caller: the subject, its tenant and roles, and how it was proved. Immutable. The subject of an API key is the
 * key's label, never the key, so an identity may be logged.
 */
public final class Identity {

    private final Proof proof;
    private final String subject;
    private final @Nullable String issuer;
    private final @Nullable String tenant;
    private final Set<String> tenants;
    private final Set<String> roles;
    private final @Nullable String session;

    private Identity(Builder builder) {
        this.proof = builder.proof;
        this.subject = builder.subject;
        this.issuer = builder.issuer;
        this.tenant = builder.tenant;
        this.tenants = Set.copyOf(builder.tenants);
        this.roles = Set.copyOf(builder.roles);
        this.session = builder.session;
    }

    /** Starts the identity of a caller that was proved in the given way to be the given subject. */
    public static Builder provedBy(Proof proof, String subject) {
        return new Builder(proof, subject);
    }

    /** Returns how the caller was proved. */
    public Proof proof() {
        return proof;
    }

    /** Returns who the caller is, in the terms of the proof and of its issuer: a user name, a key's label. */
    public String subject() {
        return subject;
    }

    /**
     * Returns who outside of this service vouches for the caller, or null when this service does it itself. Two callers of
     * one subject are the same one only when their issuers are equal as well.
     */
    public @Nullable String issuer() {
        return issuer;
    }

    /** Returns the caller's own tenant, or null when the proof names none. */
    public @Nullable String tenant() {
        return tenant;
    }

    /** Returns every tenant that the caller may act in, its own one among them. */
    public Set<String> tenants() {
        return tenants;
    }

    /** Returns the roles that the proof grants. */
    public Set<String> roles() {
        return roles;
    }

    /** Returns the id of the session that the proof belongs to, which a log-out ends, or null when it has none. */
    public @Nullable String session() {
        return session;
    }

    @Override
    public String toString() {
        return "Identity[" + proof + ", " + subject + (issuer == null ? "" : " of " + issuer)
                + (tenant == null ? "" : ", tenant " + tenant) + "]";
    }

    /** Collects what was proved. Not safe for use by several threads. */
    public static final class Builder {
        private final Proof proof;
        private final String subject;
        private @Nullable String issuer;
        private @Nullable String tenant;
        private final Set<String> tenants = new TreeSet<>();
        private final Set<String> roles = new TreeSet<>();
        private @Nullable String session;

        private Builder(Proof proof, String subject) {
            this.proof = Objects.requireNonNull(proof, "proof");
            if (subject.isBlank()) {
                throw new IllegalArgumentException("an identity needs a subject");
            }
            this.subject = subject;
        }

        /** Names who outside of this service vouches for the caller. */
        public Builder issuer(String name) {
            this.issuer = Objects.requireNonNull(name, "issuer");
            return this;
        }

        /** Names the caller's own tenant. */
        public Builder tenant(String name) {
            this.tenant = Objects.requireNonNull(name, "tenant");
            tenants.add(name);
            return this;
        }

        /** Names another tenant that the caller may act in. */
        public Builder alsoTenant(String name) {
            tenants.add(name);
            return this;
        }

        /** Names the session that the proof belongs to. */
        public Builder session(String id) {
            this.session = Objects.requireNonNull(id, "session");
            return this;
        }

        /** Grants a role. */
        public Builder role(String role) {
            roles.add(role);
            return this;
        }

        /** Returns the identity. */
        public Identity build() {
            return new Identity(this);
        }
    }
}
