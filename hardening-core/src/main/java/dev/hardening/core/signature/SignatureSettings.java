package dev.hardening.core.signature;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.request.Route;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may sign requests, and how long a signature counts. Immutable; holds secrets and never tells them.
 *
 * <p>From the environment: {@code AI_AGENT_SECRET} for all agents, {@code AI_AGENT_SECRET_<id>} for the one of that id,
 * written exactly so, and for each of them {@code …_FILE} and {@code …_PREVIOUS}, a list with commas. Guide rows H-05, H-26,
 * H-41 to H-49, C-49.
 */
public final class SignatureSettings {

    /** The header field of the schemes but HTTP_MESSAGE, which has its own; {@code X-AI-Signature} by default. */
    public static final Setting<String> HEADER =
            Setting.parsed("SIGNATURE_HEADER", SignatureSettings::fieldName).orElse("X-AI-Signature");

    /** Whether requests without a good signature are refused; see {@link Enforcement}. */
    public static final Setting<Enforcement> MODE =
            Setting.word("SIGNATURE_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    /** How long ago a request may have been signed, at most a day; 300 s by default, 0 for any time ago or ahead. */
    public static final Setting<Duration> MAX_SKEW = Setting.seconds("SIGNATURE_MAX_SKEW_SECONDS", 0, 86_400)
            .or("AI_SIGNATURE_MAX_SKEW_SECONDS")
            .orElse(Duration.ofMinutes(5));

    /** How far in the future a request may have been signed, at most an hour; 60 s by default. */
    public static final Setting<Duration> MAX_FUTURE =
            Setting.seconds("SIGNATURE_MAX_FUTURE_SECONDS", 0, 3_600).orElse(Duration.ofMinutes(1));

    /**
     * How long a signature is remembered at least, at most a week; 0 by default, which means as long as it could be taken
     * again, and not at all when that is for ever.
     */
    public static final Setting<Duration> REPLAY_WINDOW = Setting.seconds("SIGNATURE_REPLAY_WINDOW_SECONDS", 0, 604_800)
            .or("AI_REPLAY_WINDOW_SECONDS")
            .orElse(Duration.ZERO);

    /** The largest body in the scheme PYTHON_JSON, which is parsed before it is proved, in bytes; 64 KiB by default. */
    public static final Setting<Long> JSON_MAX_BYTES =
            Setting.bytes("SIGNATURE_JSON_MAX_BYTES", 1_024, 1_048_576).orElse(65_536L);

    /** The largest body in the other schemes, which is held in memory, in bytes; 1 MiB by default. */
    public static final Setting<Long> BODY_MAX_BYTES =
            Setting.bytes("SIGNATURE_BODY_MAX_BYTES", 1_024, 67_108_864).orElse(1_048_576L);

    /** How many signatures the store in memory remembers; 1,000,000 by default. */
    public static final Setting<Integer> REPLAY_MAX_ENTRIES =
            Setting.integer("SIGNATURE_REPLAY_MAX_ENTRIES", 1_000, 50_000_000).orElse(ReplayStore.DEFAULT_MOST_ENTRIES);

    /** The secret of all agents that have none of their own. */
    public static final SecretSetting SECRET =
            SecretSetting.of("AI_AGENT_SECRET", SecretRule.signing()).or("SIGNING_SECRET");

    private final Builder said;

    private SignatureSettings(Builder builder) {
        this.said = new Builder(builder);
    }

    /** Starts without secrets, which means that the room is off. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads everything that the environment says of signatures; without a secret the room is off. */
    public static SignatureSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /** Does the same on top of what an application has chosen. */
    public static SignatureSettings read(SettingReader reader, Builder chosen) {
        return new SignatureReading(reader, new Builder(chosen)).read();
    }

    /** Tells whether there is a secret and the mode is not off. */
    public boolean isOn() {
        return hasKeys() && said.enforcement != Enforcement.OFF;
    }

    boolean hasKeys() {
        return said.shared != null || !said.agents.isEmpty();
    }

    @Nullable
    KeyRing shared() {
        return said.shared;
    }

    String sharedName() {
        return said.secret.name();
    }

    Map<String, KeyRing> agents() {
        return said.agents;
    }

    /** Returns the file that the shared secret comes from and is read from again, or null. */
    @Nullable
    Path file() {
        return said.file;
    }

    SecretRule fileRule() {
        return said.fileRule;
    }

    /** Returns the header field of the schemes but HTTP_MESSAGE. */
    public String header() {
        return said.header;
    }

    /** Returns whether refusals count. */
    public Enforcement enforcement() {
        return said.enforcement;
    }

    /** Returns how long ago a request may have been signed; zero when that does not count. */
    public Duration maxSkew() {
        return said.maxSkew;
    }

    /** Returns how far in the future a request may have been signed. */
    public Duration maxFuture() {
        return said.maxFuture;
    }

    /** Returns how long a signature is remembered at least. */
    public Duration replayWindow() {
        return said.replayWindow;
    }

    /** Returns the largest body in the scheme PYTHON_JSON, in bytes. */
    public int jsonMaxBytes() {
        return said.jsonMaxBytes;
    }

    /** Returns the largest body in the other schemes, in bytes. */
    public int bodyMaxBytes() {
        return said.bodyMaxBytes;
    }

    /** Returns how many signatures a store in memory remembers. */
    public int replayMaxEntries() {
        return said.replayMaxEntries;
    }

    /** Tells whether a body without a canonical form, or a signed one for another action, is answered 400. */
    public boolean isMalformedBadRequest() {
        return said.malformedBadRequest;
    }

    /**
     * Returns what is wrong with a route table under these settings: signed routes that nobody could call or that nobody
     * looks at, routes that ask for signatures without saying in which scheme, bodies that are good for any route, actions
     * that are not asked for, and routes for larger bodies than are read here.
     */
    public List<Problem> check(Iterable<Route> routes) {
        return SignedRoutes.check(this, routes);
    }

    /**
     * Returns the same for a filter that stands alone, and that no route is signed: then it would refuse everything that
     * is not open.
     */
    public List<Problem> checkAlone(Iterable<Route> routes) {
        return SignedRoutes.checkAlone(this, routes);
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (!isOn()) {
            return "off: no signatures";
        }
        String skew = said.maxSkew.isZero()
                ? "of any age"
                : "at most " + said.maxSkew.toSeconds() + " s old and " + said.maxFuture.toSeconds() + " s ahead";
        return said.enforcement.summary() + ", " + (said.shared == null ? "no" : "one") + " shared secret, "
                + said.agents.size() + " agents with their own" + agentIds() + ", " + skew;
    }

    /** Whoever misspells an id has made an agent that nobody is, so the report tells them. */
    private String agentIds() {
        return said.agents.isEmpty() ? "" : " (" + String.join(", ", new TreeSet<>(said.agents.keySet())) + ")";
    }

    @Override
    public String toString() {
        return "SignatureSettings[" + summary() + "]";
    }

    static String fieldName(String name) {
        boolean token = !name.isEmpty()
                && name.length() <= 64
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_');
        if (!token) {
            throw new IllegalArgumentException("a header field has letters, digits and hyphens");
        }
        return name;
    }

    /** Whether the shared secret must be there. */
    enum Need {
        OPTIONAL,
        REQUIRED,
        REQUIRED_OR_GENERATED
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        @Nullable
        KeyRing shared;

        @Nullable
        Path file;

        SecretRule fileRule = SecretRule.signing();
        SecretSetting secret = SECRET;
        Need need = Need.OPTIONAL;
        Map<String, KeyRing> agents = Map.of();
        String header = "X-AI-Signature";
        Enforcement enforcement = Enforcement.ENFORCE;
        Duration maxSkew = Duration.ofMinutes(5);
        Duration maxFuture = Duration.ofMinutes(1);
        Duration replayWindow = Duration.ZERO;
        int jsonMaxBytes = 65_536;
        int bodyMaxBytes = 1_048_576;
        int replayMaxEntries = ReplayStore.DEFAULT_MOST_ENTRIES;
        boolean malformedBadRequest;

        private Builder() {}

        private Builder(Builder other) {
            this.shared = other.shared;
            this.file = other.file;
            this.fileRule = other.fileRule;
            this.secret = other.secret;
            this.need = other.need;
            this.agents = other.agents;
            this.header = other.header;
            this.enforcement = other.enforcement;
            this.maxSkew = other.maxSkew;
            this.maxFuture = other.maxFuture;
            this.replayWindow = other.replayWindow;
            this.jsonMaxBytes = other.jsonMaxBytes;
            this.bodyMaxBytes = other.bodyMaxBytes;
            this.replayMaxEntries = other.replayMaxEntries;
            this.malformedBadRequest = other.malformedBadRequest;
        }

        /** Gives the secrets of all agents that have none of their own; all of them verify. */
        public Builder shared(KeyRing keys) {
            this.shared = Objects.requireNonNull(keys, "keys");
            return this;
        }

        /** Gives the secret of all agents that have none of their own. Its strength is not judged here. */
        public Builder shared(Secret key) {
            return shared(KeyRing.of(key));
        }

        /** Gives an agent secrets of its own: nobody else can speak for it then. */
        public Builder agent(String id, KeyRing keys) {
            if (!AgentNames.isName(id)) {
                throw new IllegalArgumentException("an agent has an id of 1 to 100 characters that can be seen");
            }
            Map<String, KeyRing> all = new LinkedHashMap<>(agents);
            all.put(id, keys);
            this.agents = Map.copyOf(all);
            return this;
        }

        /** Gives an agent a secret of its own. */
        public Builder agent(String id, Secret key) {
            return agent(id, KeyRing.of(key));
        }

        /** Replaces the names and the rule under which the shared secret is read. */
        public Builder secret(SecretSetting setting) {
            this.secret = Objects.requireNonNull(setting, "setting");
            return this;
        }

        /** Makes it a problem that no shared secret is set, unless the mode is off. */
        public Builder required() {
            this.need = Need.REQUIRED;
            return this;
        }

        /** Does the same in production, and makes a shared secret up, with a warning, elsewhere. */
        public Builder requiredOrGenerated() {
            this.need = Need.REQUIRED_OR_GENERATED;
            return this;
        }

        /** Replaces the header field. */
        public Builder header(String name) {
            this.header = fieldName(name);
            return this;
        }

        /** Says whether refusals count. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "enforcement");
            return this;
        }

        /** Replaces how long ago a request may have been signed: one second to a day. */
        public Builder maxSkew(Duration value) {
            if (value.isZero()) {
                throw new IllegalArgumentException("use unsafeAnyAge() to take signatures of any age");
            }
            this.maxSkew = MAX_SKEW.parse(Long.toString(value.toSeconds()));
            return this;
        }

        /** Takes signatures of any age, and of the future: what somebody has recorded once is good for ever. */
        public Builder unsafeAnyAge() {
            this.maxSkew = Duration.ZERO;
            return this;
        }

        /** Replaces how far in the future a request may have been signed: none to an hour. */
        public Builder maxFuture(Duration value) {
            this.maxFuture = MAX_FUTURE.parse(Long.toString(value.toSeconds()));
            return this;
        }

        /** Replaces how long a signature is remembered at least: none to a week. */
        public Builder replayWindow(Duration value) {
            this.replayWindow = REPLAY_WINDOW.parse(Long.toString(value.toSeconds()));
            return this;
        }

        /** Replaces the largest body in the scheme PYTHON_JSON: 1 KiB to 1 MiB. */
        public Builder jsonMaxBytes(int bytes) {
            this.jsonMaxBytes = JSON_MAX_BYTES.parse(Integer.toString(bytes)).intValue();
            return this;
        }

        /** Replaces the largest body in the other schemes: 1 KiB to 64 MiB. */
        public Builder bodyMaxBytes(int bytes) {
            this.bodyMaxBytes = BODY_MAX_BYTES.parse(Integer.toString(bytes)).intValue();
            return this;
        }

        /** Replaces how many signatures a store in memory remembers: 1,000 to 50,000,000. */
        public Builder replayMaxEntries(int entries) {
            this.replayMaxEntries = REPLAY_MAX_ENTRIES.parse(Integer.toString(entries));
            return this;
        }

        /**
         * Answers 400 to a body without a canonical form, where its header is well-formed, and to one with a good
         * signature and another action than the route's, instead of the one 401: that tells nobody anything but what he
         * has sent.
         */
        public Builder malformedBadRequest() {
            this.malformedBadRequest = true;
            return this;
        }

        /** Returns the settings. */
        public SignatureSettings build() {
            return new SignatureSettings(this);
        }
    }
}
