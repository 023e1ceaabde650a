package dev.hardening.core.audit;

import dev.hardening.core.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did or tried to do. Immutable; never holds a credential, a token, a cookie, a body or a query. Texts
 * are cut at {@value #LONGEST} characters. What is not known is null or -1.
 */
public final class AuditRecord {

    /** The event of a call that was recorded as a whole. */
    public static final String CALL = "call";

    /** The actor of whom nothing is proved. */
    public static final String ANONYMOUS = "anonymous";

    /** The actor that is this service itself. */
    public static final String SYSTEM = "system";

    /** The longest text of a record, in characters. */
    public static final int LONGEST = 256;

    /** How many fields of its own a record may have; more are left out. */
    public static final int MOST_FIELDS = 16;

    private static final int REPLACED = 0xFFFD;

    private final Builder said;

    private AuditRecord(Builder said) {
        this.said = said;
    }

    /**
     * Starts a record of a success of the anonymous actor.
     *
     * @param event a name of the OWASP Logging Vocabulary, or one like them
     * @param action what was done, such as {@code POST /convert} or {@code verify_proof}
     */
    public static Builder of(String event, String action) {
        return new Builder(event, action);
    }

    /** Returns when it happened, in UTC; the trail fills in its own clock's time where the record has none. */
    public Instant time() {
        return said.time;
    }

    /** Returns the name of what happened. */
    public String event() {
        return said.event;
    }

    /** Tells whether the record is of a call as a whole. */
    public boolean isCall() {
        return said.event.equals(CALL);
    }

    /** Returns what was done. */
    public String action() {
        return said.action;
    }

    /** Returns who did it: a user's name, the label of a key, an agent's id, {@value #ANONYMOUS} or {@value #SYSTEM}. */
    public String actor() {
        return said.actor;
    }

    /** Returns the kind of credential that proved the actor, or that failed to. */
    public @Nullable String credential() {
        return said.credential;
    }

    /** Returns a hash of the session's id. */
    public @Nullable String session() {
        return said.session;
    }

    /** Returns how it ended. */
    public AuditResult result() {
        return said.result;
    }

    /** Returns the name of the event that made a call end as it did, or would have where a room only watches. */
    public @Nullable String cause() {
        return said.cause;
    }

    /** Returns why it was refused or failed, a word. */
    public @Nullable String reason() {
        return said.reason;
    }

    /** Returns a fixed text of the room that published it, possibly empty. */
    public String detail() {
        return said.detail;
    }

    /** Returns the status of the answer, or -1. */
    public int status() {
        return said.status;
    }

    /** Returns how long it took in nanoseconds, or -1. */
    public long nanos() {
        return said.nanos;
    }

    /** Returns the id of the request. */
    public @Nullable String requestId() {
        return said.requestId;
    }

    /** Returns the tenant. */
    public @Nullable String tenant() {
        return said.tenant;
    }

    /** Returns the template of the route. */
    public @Nullable String route() {
        return said.route;
    }

    /** Returns the client's address. */
    public @Nullable IpAddress client() {
        return said.client;
    }

    /** Tells whether a room that only watches would have refused it. */
    public boolean isShadow() {
        return said.shadow;
    }

    /** Returns how many alike ones the record stands for. */
    public long count() {
        return said.count;
    }

    /** Returns when the first of several alike ones happened. */
    public @Nullable Instant since() {
        return said.since;
    }

    /** Returns the fields that the application has added, in its order. */
    public Map<String, String> fields() {
        return said.fields;
    }

    /** Starts a record with the same content. */
    public Builder toBuilder() {
        return new Builder(said);
    }

    @Override
    public String toString() {
        return "AuditRecord[" + said.event + ", " + said.result + "]";
    }

    /** Collects what is known. Not safe for use by several threads. */
    public static final class Builder {
        private Instant time = Instant.EPOCH;
        private String event;
        private String action;
        private String actor = ANONYMOUS;
        private @Nullable String credential;
        private @Nullable String session;
        private AuditResult result = AuditResult.SUCCESS;
        private @Nullable String cause;
        private @Nullable String reason;
        private String detail = "";
        private int status = -1;
        private long nanos = -1;
        private @Nullable String requestId;
        private @Nullable String tenant;
        private @Nullable String route;
        private @Nullable IpAddress client;
        private boolean shadow;
        private long count = 1;
        private @Nullable Instant since;
        private Map<String, String> fields = Map.of();

        private Builder(String event, String action) {
            this.event = cut(event);
            this.action = cut(action);
        }

        private Builder(Builder other) {
            this.time = other.time;
            this.event = other.event;
            this.action = other.action;
            this.actor = other.actor;
            this.credential = other.credential;
            this.session = other.session;
            this.result = other.result;
            this.cause = other.cause;
            this.reason = other.reason;
            this.detail = other.detail;
            this.status = other.status;
            this.nanos = other.nanos;
            this.requestId = other.requestId;
            this.tenant = other.tenant;
            this.route = other.route;
            this.client = other.client;
            this.shadow = other.shadow;
            this.count = other.count;
            this.since = other.since;
            this.fields = other.fields;
        }

        /** Gives the time, where it is not that of recording. */
        public Builder time(Instant value) {
            this.time = Objects.requireNonNull(value, "time");
            return this;
        }

        /** Replaces what was done. */
        public Builder action(String value) {
            this.action = cut(value);
            return this;
        }

        /** Gives who did it, never a credential; a name that was only claimed does not belong here. */
        public Builder actor(@Nullable String value) {
            this.actor = value == null || value.isEmpty() ? ANONYMOUS : cut(value);
            return this;
        }

        /** Gives the kind of credential, such as {@code api_key}. */
        public Builder credential(@Nullable String value) {
            this.credential = cutIfAny(value);
            return this;
        }

        /** Gives the id of the session, of which a hash of 8 bytes is kept. */
        public Builder session(@Nullable String id) {
            this.session = id == null ? null : SessionHash.of(id);
            return this;
        }

        /** Says how it ended. */
        public Builder result(AuditResult value) {
            this.result = Objects.requireNonNull(value, "result");
            return this;
        }

        /** Gives the name of the event behind the result. */
        public Builder cause(@Nullable String value) {
            this.cause = cutIfAny(value);
            return this;
        }

        /** Gives the word for why. */
        public Builder reason(@Nullable String value) {
            this.reason = cutIfAny(value);
            return this;
        }

        /** Gives a text that no client has made up. */
        public Builder detail(String value) {
            this.detail = cut(value);
            return this;
        }

        /** Gives the status of the answer. */
        public Builder status(int value) {
            this.status = value;
            return this;
        }

        /** Gives how long it took. */
        public Builder took(Duration value) {
            return nanos(value.toNanos());
        }

        /** Gives how long it took in nanoseconds. */
        public Builder nanos(long value) {
            this.nanos = value;
            return this;
        }

        /** Gives the id of the request. */
        public Builder requestId(@Nullable String value) {
            this.requestId = cutIfAny(value);
            return this;
        }

        /** Gives the tenant. */
        public Builder tenant(@Nullable String value) {
            this.tenant = cutIfAny(value);
            return this;
        }

        /** Gives the template of the route. */
        public Builder route(@Nullable String value) {
            this.route = cutIfAny(value);
            return this;
        }

        /** Gives the client's address. */
        public Builder client(@Nullable IpAddress value) {
            this.client = value;
            return this;
        }

        /** Says that a room only watches. */
        public Builder shadow(boolean value) {
            this.shadow = value;
            return this;
        }

        /** Adds a field of the application's own, or replaces it; beyond {@value #MOST_FIELDS} nothing is added. */
        public Builder field(String name, String value) {
            String shortName = cut(name);
            if (fields.size() < MOST_FIELDS || fields.containsKey(shortName)) {
                Map<String, String> more = new LinkedHashMap<>(fields);
                more.put(shortName, cut(value));
                fields = Collections.unmodifiableMap(more);
            }
            return this;
        }

        Builder withoutFields() {
            this.fields = Map.of();
            return this;
        }

        Builder standsFor(long many, Instant first) {
            this.count = many;
            this.since = first;
            return this;
        }

        /** Returns the record. */
        public AuditRecord build() {
            return new AuditRecord(new Builder(this));
        }

        private static @Nullable String cutIfAny(@Nullable String text) {
            return text == null ? null : cut(text);
        }

        /** Half surrogate pairs become U+FFFD: strict readers of JSON refuse a line that holds one, even escaped. */
        private static String cut(String text) {
            String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
            if (cut.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
                return cut;
            }
            StringBuilder out = new StringBuilder(cut.length());
            cut.codePoints()
                    .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACED : c)
                    .forEach(out::appendCodePoint);
            return out.toString();
        }
    }
}
