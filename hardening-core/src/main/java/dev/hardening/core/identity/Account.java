package dev.hardening.core.identity;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One account of an application's users, as its own store has it. Immutable; the hash never appears in its text. */
public final class Account {

    private final String name;
    private final @Nullable String passwordHash;
    private final @Nullable String tenant;
    private final Set<String> tenants;
    private final Set<String> roles;

    private Account(Builder builder) {
        this.name = builder.name;
        this.passwordHash = builder.passwordHash;
        this.tenant = builder.tenant;
        this.tenants = Set.copyOf(builder.tenants);
        this.roles = Set.copyOf(builder.roles);
    }

    /** Starts an account; without a password hash no password opens it. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Returns the name, which becomes the subject of what the account proves. */
    public String name() {
        return name;
    }

    /** Returns the stored password hash, or null when the account has no password. */
    public @Nullable String passwordHash() {
        return passwordHash;
    }

    /** Returns the identity that the account has once it is proved. */
    public Identity.Builder provedBy(Proof proof) {
        Identity.Builder identity = Identity.provedBy(proof, name);
        if (tenant != null) {
            identity.tenant(tenant);
        }
        tenants.forEach(identity::alsoTenant);
        roles.forEach(identity::role);
        return identity;
    }

    @Override
    public String toString() {
        return "Account[" + name + "]";
    }

    /** Collects what the store knows. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private @Nullable String passwordHash;
        private @Nullable String tenant;
        private final Set<String> tenants = new TreeSet<>();
        private final Set<String> roles = new TreeSet<>();

        private Builder(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("an account needs a name");
            }
            this.name = name;
        }

        /** Gives the stored hash of the password. */
        public Builder passwordHash(String hash) {
            this.passwordHash = Objects.requireNonNull(hash, "hash");
            return this;
        }

        /** Names the account's own tenant. */
        public Builder tenant(String value) {
            this.tenant = Objects.requireNonNull(value, "tenant");
            return this;
        }

        /** Names another tenant that the account may act in. */
        public Builder alsoTenant(String value) {
            tenants.add(value);
            return this;
        }

        /** Grants a role. */
        public Builder role(String value) {
            roles.add(value);
            return this;
        }

        /** Returns the account. */
        public Account build() {
            return new Account(this);
        }
    }
}
