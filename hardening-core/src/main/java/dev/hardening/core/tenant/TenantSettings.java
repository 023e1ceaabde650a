package dev.hardening.core.tenant;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which header selects a tenant. Immutable. Guide row X-35. */
public final class TenantSettings {

    /** The header field that selects a tenant; {@code X-Tenant-ID} by default. */
    public static final Setting<String> HEADER =
            Setting.parsed("TENANT_HEADER", TenantSettings::fieldName).orElse("X-Tenant-ID");

    /** Whether a refused request ends; see {@link Enforcement}. Off, no request has a tenant of its own. */
    public static final Setting<Enforcement> MODE =
            Setting.word("TENANT_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private static final int LONGEST_NAME = 64;

    private final String header;
    private final @Nullable String everyTenantRole;
    private final Enforcement enforcement;

    private TenantSettings(Builder builder) {
        this.header = builder.header;
        this.everyTenantRole = builder.everyTenantRole;
        this.enforcement = builder.enforcement;
    }

    /** Starts with {@code X-Tenant-ID}, and with no role that stands above tenants. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static TenantSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /** Does the same on top of what an application has said by code. */
    public static TenantSettings read(SettingReader reader, Builder base) {
        Enforcement enforcement = reader.read(MODE);
        if (enforcement != Enforcement.ENFORCE) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    MODE.name(),
                    "lets requests pass for tenants that their callers do not belong to",
                    "set TENANT_MODE=enforce"));
        }
        return base.header(reader.read(HEADER)).enforcement(enforcement).build();
    }

    /** Returns the header field that selects a tenant. */
    public String header() {
        return header;
    }

    /** Returns the role that may act in every tenant, or null. */
    @Nullable
    String everyTenantRole() {
        return everyTenantRole;
    }

    /** Returns whether refusals count. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return header + ", " + enforcement.summary()
                + (everyTenantRole == null ? "" : ", every tenant for the role " + everyTenantRole);
    }

    @Override
    public String toString() {
        return "TenantSettings[" + summary() + "]";
    }

    static String fieldName(String name) {
        boolean token = name.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_');
        if (!token || name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a header field has letters, digits and hyphens");
        }
        return name;
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private String header = "X-Tenant-ID";
        private @Nullable String everyTenantRole;
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /**
         * Replaces the header field.
         *
         * @throws InvalidSettingsException when it is no name of one
         */
        public Builder header(String name) {
            this.header = HEADER.parse(name);
            return this;
        }

        /** Lets callers with this role select every tenant that there is: one of them who is robbed costs all tenants. */
        public Builder unsafeEveryTenantFor(String role) {
            if (role.isBlank()) {
                throw new IllegalArgumentException("a role has a name");
            }
            this.everyTenantRole = role;
            return this;
        }

        /** Says whether refusals count. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "enforcement");
            return this;
        }

        /** Returns the settings. */
        public TenantSettings build() {
            return new TenantSettings(this);
        }
    }
}
