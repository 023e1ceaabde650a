package dev.hardening.core.cors;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.net.Origin;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which origins may do what. The origins themselves are the settings of {@link Origins}. Immutable. */
public final class CorsSettings {

    /** The methods that a preflight grants, in capitals. */
    public static final Setting<Set<String>> CORS_METHODS =
            Setting.<String>list("CORS_METHODS", CorsWords::method).orElse(CorsWords.METHODS);
    /**
     * The request fields that a preflight grants, beside those that need no asking with a harmless value: Accept,
     * Accept-Language, Content-Language, Content-Type and Range. {@code *} grants every one but Authorization.
     */
    public static final Setting<Set<String>> CORS_HEADERS =
            Setting.<String>list("CORS_HEADERS", CorsWords::name).orElse(Set.of());
    /** The response fields that pages of other origins may read beside the few that they always may. */
    public static final Setting<Set<String>> CORS_EXPOSE_HEADERS =
            Setting.<String>list("CORS_EXPOSE_HEADERS", CorsWords::name).orElse(CorsWords.EXPOSED);
    /** Whether pages of allowed origins may send cookies and the like, and read the answer; not by default. */
    public static final Setting<Boolean> CORS_CREDENTIALS =
            Setting.bool("CORS_CREDENTIALS").orElse(false);
    /** How long browsers may remember what a preflight granted: 10 minutes by default, zero for not at all. */
    public static final Setting<Duration> CORS_MAX_AGE =
            Setting.seconds("CORS_MAX_AGE", 0, 86_400).orElse(Duration.ofMinutes(10));
    /** Whether the room acts on its decisions; it does by default. */
    public static final Setting<Enforcement> CORS_MODE =
            Setting.word("CORS_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private final OriginSet origins;
    private final OriginSet publicOrigins;
    private final List<String> methods;
    private final List<String> headers;
    private final List<String> exposed;
    private final boolean credentials;
    private final Duration maxAge;
    private final Enforcement enforcement;

    private CorsSettings(Builder builder) {
        this.origins = builder.origins;
        this.publicOrigins = builder.publicOrigins;
        this.methods = List.copyOf(builder.methods);
        this.headers = List.copyOf(builder.headers);
        this.exposed = List.copyOf(builder.exposed);
        this.credentials = builder.credentials;
        this.maxAge = builder.maxAge;
        this.enforcement = builder.enforcement;
    }

    /** Starts with no origin. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the settings of this class; what is wrong is kept by the reader. In production every origin, and with
     * credentials an origin over plain http, is refused.
     */
    public static CorsSettings read(SettingReader reader) {
        return CorsReading.read(reader);
    }

    /** Returns the origins that are allowed. */
    public OriginSet origins() {
        return origins;
    }

    /** Returns the origins under which this service itself is reached. */
    public OriginSet publicOrigins() {
        return publicOrigins;
    }

    List<String> methods() {
        return methods;
    }

    List<String> headers() {
        return headers;
    }

    List<String> exposed() {
        return exposed;
    }

    boolean allowsCredentials() {
        return credentials;
    }

    Duration maxAge() {
        return maxAge;
    }

    /** Returns whether the room acts on its decisions. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for people. */
    public String summary() {
        if (origins.isEmpty()) {
            return "no cross-origin access, " + enforcement.summary();
        }
        return "origins " + origins + (credentials ? " with" : " without") + " credentials, methods "
                + String.join(" ", methods) + ", " + enforcement.summary();
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private OriginSet origins = OriginSet.none();
        private OriginSet publicOrigins = OriginSet.none();
        private List<String> methods = List.copyOf(CorsWords.METHODS);
        private List<String> headers = List.of();
        private List<String> exposed = List.copyOf(CorsWords.EXPOSED);
        private boolean credentials;
        private Duration maxAge = Duration.ofMinutes(10);
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /** Names the origins that are allowed. */
        public Builder origins(Origin... values) {
            return origins(OriginSet.of(values));
        }

        /**
         * Names the origins that are allowed.
         *
         * @throws InvalidSettingsException for every origin, which has a method of its own
         */
        public Builder origins(OriginSet values) {
            if (values.isAny()) {
                throw refused(ProblemCode.LOOSENED, Origins.CORS_ORIGINS, "allows every origin", "name the origins");
            }
            this.origins = values;
            return this;
        }

        /** Lets every page of the web read what is answered without credentials: for public data only. */
        public Builder unsafeAllowEveryOrigin() {
            this.origins = OriginSet.any();
            return this;
        }

        /** Names the origins under which this service itself is reached; a WebSocket from them is same-origin. */
        public Builder publicOrigins(Origin... values) {
            return publicOrigins(OriginSet.of(values));
        }

        /**
         * Names the origins under which this service itself is reached; a WebSocket from them is same-origin.
         *
         * @throws InvalidSettingsException for every origin
         */
        public Builder publicOrigins(OriginSet values) {
            if (values.isAny()) {
                throw refused(ProblemCode.MALFORMED, Origins.PUBLIC_ORIGINS, "is every origin", "name the origins");
            }
            this.publicOrigins = values;
            return this;
        }

        /**
         * Names the methods that a preflight grants.
         *
         * @throws InvalidSettingsException for what is no method in capitals, and for CONNECT, TRACE and TRACK
         */
        public Builder methods(String... names) {
            this.methods = List.copyOf(CORS_METHODS.parse(String.join(",", names)));
            return this;
        }

        /**
         * Names the request fields that a preflight grants beside the harmless ones.
         *
         * @throws InvalidSettingsException for what is no name of a field
         */
        public Builder headers(String... names) {
            this.headers = List.copyOf(CORS_HEADERS.parse(String.join(",", names)));
            return this;
        }

        /**
         * Names the response fields that pages may read.
         *
         * @throws InvalidSettingsException for what is no name of a field
         */
        public Builder exposedHeaders(String... names) {
            this.exposed = List.copyOf(CORS_EXPOSE_HEADERS.parse(String.join(",", names)));
            return this;
        }

        /** Says whether cookies and the like may be sent and the answer be read. */
        public Builder credentials(boolean value) {
            this.credentials = value;
            return this;
        }

        /**
         * Says how long browsers may remember a preflight, in whole seconds.
         *
         * @throws InvalidSettingsException outside zero to one day
         */
        public Builder maxAge(Duration value) {
            this.maxAge = CORS_MAX_AGE.parse(Long.toString(value.toSeconds()));
            return this;
        }

        /** Says whether the room acts on its decisions. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = value;
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when credentials go together with {@code *}, which no browser takes for more
         *     than its letter then
         */
        public CorsSettings build() {
            List<Problem> problems = new ArrayList<>();
            if (credentials && origins.isAny()) {
                problems.add(contradiction(Origins.CORS_ORIGINS, "name the origins"));
            }
            if (credentials && headers.contains(CorsWords.EVERY)) {
                problems.add(contradiction(CORS_HEADERS, "name the fields"));
            }
            if (credentials && exposed.contains(CorsWords.EVERY)) {
                problems.add(contradiction(CORS_EXPOSE_HEADERS, "name the fields"));
            }
            if (!problems.isEmpty()) {
                throw new InvalidSettingsException(problems);
            }
            return new CorsSettings(this);
        }

        private static Problem contradiction(Setting<?> setting, String cure) {
            return Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    setting.name() + ", " + CORS_CREDENTIALS.name(),
                    "* does not go together with credentials",
                    cure + ", or set " + CORS_CREDENTIALS.name() + " to false");
        }

        private static InvalidSettingsException refused(
                ProblemCode code, Setting<?> setting, String message, String cure) {
            return new InvalidSettingsException(Problem.refuse(code, setting.name(), message, cure));
        }
    }
}
