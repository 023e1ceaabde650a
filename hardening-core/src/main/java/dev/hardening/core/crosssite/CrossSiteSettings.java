package dev.hardening.core.crosssite;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.net.Origin;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;

/** Whose pages may send what changes something. The origins are the settings of {@link Origins}. Immutable. */
public final class CrossSiteSettings {

    /** Whether the room acts on its decisions; it does by default. */
    public static final Setting<Enforcement> CROSS_SITE_MODE =
            Setting.word("CROSS_SITE_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private final OriginSet publicOrigins;
    private final OriginSet allowedOrigins;
    private final Enforcement enforcement;

    private CrossSiteSettings(Builder builder) {
        this.publicOrigins = named(builder.publicOrigins);
        this.allowedOrigins = named(builder.allowedOrigins);
        this.enforcement = builder.enforcement;
    }

    /** That everybody may read does not mean that everybody may act for whoever looks at his page. */
    private static OriginSet named(OriginSet origins) {
        return origins.isAny() ? OriginSet.none() : origins;
    }

    /** Starts with no origin: only the browser's word counts. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class, the origins included; what is wrong is kept by the reader. */
    public static CrossSiteSettings read(SettingReader reader) {
        return read(reader, reader.read(Origins.PUBLIC_ORIGINS), reader.read(Origins.CORS_ORIGINS));
    }

    /** Reads the settings of this class but for the origins, which are given. */
    public static CrossSiteSettings read(SettingReader reader, OriginSet publicOrigins, OriginSet allowedOrigins) {
        return builder()
                .publicOrigins(publicOrigins)
                .allowedOrigins(allowedOrigins)
                .enforcement(reader.read(CROSS_SITE_MODE))
                .build();
    }

    OriginSet publicOrigins() {
        return publicOrigins;
    }

    OriginSet allowedOrigins() {
        return allowedOrigins;
    }

    /** Returns whether the room acts on its decisions. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for people. */
    public String summary() {
        String own = publicOrigins.isEmpty() ? "public origins not named" : "public origins " + publicOrigins;
        return own + ", other origins " + allowedOrigins + ", " + enforcement.summary();
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private OriginSet publicOrigins = OriginSet.none();
        private OriginSet allowedOrigins = OriginSet.none();
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /** Names the origins under which this service itself is reached. */
        public Builder publicOrigins(Origin... values) {
            return publicOrigins(OriginSet.of(values));
        }

        /** Names the origins under which this service itself is reached; every origin counts as none. */
        public Builder publicOrigins(OriginSet values) {
            this.publicOrigins = values;
            return this;
        }

        /** Names the origins of other sites whose pages may send unsafe methods; mostly those that CORS allows. */
        public Builder allowedOrigins(Origin... values) {
            return allowedOrigins(OriginSet.of(values));
        }

        /** Names the origins of other sites whose pages may send unsafe methods; every origin counts as none. */
        public Builder allowedOrigins(OriginSet values) {
            this.allowedOrigins = values;
            return this;
        }

        /** Says whether the room acts on its decisions. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = value;
            return this;
        }

        /** Returns the settings. */
        public CrossSiteSettings build() {
            return new CrossSiteSettings(this);
        }
    }
}
