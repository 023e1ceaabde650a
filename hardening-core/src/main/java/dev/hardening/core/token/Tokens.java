package dev.hardening.core.token;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Decides whom the token in {@code Authorization: Bearer} proves (RFC 6750 section 2.1). Tokens in a query or a form are
 * not looked at. Safe for use by many threads; daemons that follow a file of keys or an issuer end with {@link #close()}.
 */
public final class Tokens implements AutoCloseable {

    private static final String SCHEME = "Bearer";
    private static final Duration UNDECIDED_WAIT = Duration.ofSeconds(1);
    private static final Refusal MISSING = Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED)
            .detail("A valid token in Authorization: Bearer is required.")
            .field("WWW-Authenticate", Proof.TOKEN.challenge())
            .build();
    private static final Authentication INVALID = new Authentication.Refused(Refusal.of(RefusalCode.TOKEN_INVALID)
            .field("WWW-Authenticate", Proof.TOKEN.challenge() + ", error=\"invalid_token\"")
            .build());
    private static final Authentication EXPIRED = new Authentication.Refused(Refusal.of(RefusalCode.TOKEN_EXPIRED)
            .field(
                    "WWW-Authenticate",
                    Proof.TOKEN.challenge() + ", error=\"invalid_token\", error_description=\"expired\"")
            .build());
    private static final Authentication UNDECIDED = new Authentication.Refused(
            Refusal.of(RefusalCode.STORE_UNAVAILABLE).retryAfter(UNDECIDED_WAIT).build());

    private final TokenSettings settings;
    private final @Nullable RevocationStore revocation;
    private final @Nullable TokenKeys keys;
    private final boolean closesKeys;
    private final @Nullable ExternalKeys external;
    private final @Nullable TokenCheck check;
    private final Map<TokenFault, LongAdder> faults = new EnumMap<>(TokenFault.class);

    private Tokens(Builder builder) {
        for (TokenFault fault : TokenFault.values()) {
            faults.put(fault, new LongAdder());
        }
        this.settings = builder.settings;
        this.revocation = builder.revocation;
        this.closesKeys = builder.keys == null;
        if (!settings.isOn()) {
            if (settings.enforcement() != Enforcement.OFF) {
                throw new IllegalArgumentException("there is neither a key nor an external issuer, and the room is on");
            }
            this.keys = builder.keys;
            this.external = null;
            this.check = null;
            return;
        }
        this.keys = builder.keys != null || !settings.hasKeys()
                ? builder.keys
                : TokenKeys.follow(settings, builder.ticker, builder.events, builder.redactor);
        ExternalIssuer issuer = settings.externalIssuer();
        this.external = issuer == null
                ? null
                : new ExternalKeys(
                        builder.source == null ? new HttpKeySetSource(issuer) : builder.source,
                        builder.ticker,
                        builder.events);
        this.check = new TokenCheck(settings, keys, external == null ? null : external.cache(), builder.clock);
    }

    /** Starts a room with these settings. */
    public static Builder builder(TokenSettings settings) {
        return new Builder(settings);
    }

    /** Returns the settings. */
    public TokenSettings settings() {
        return settings;
    }

    /**
     * Returns the keys of the service's own tokens, for the {@link TokenIssuer} that signs with them.
     *
     * @throws IllegalStateException when the service signs none
     */
    public TokenKeys keys() {
        if (keys == null) {
            throw new IllegalStateException("the service signs no tokens of its own; set JWT_SECRET");
        }
        return keys;
    }

    /**
     * Decides whom the request's token proves. A request without {@code Authorization}, or with another scheme, has no
     * token; one with two {@code Authorization} fields, any of them a token, is refused, because nobody knows which one
     * is meant. So is a token without a scheme: who sends one means to prove somebody.
     */
    public Authentication authenticate(RequestFacts request) {
        List<String> lines = request.headers("Authorization");
        boolean presented = false;
        for (String line : lines) {
            presented |= isBearer(line) || isBareToken(line);
        }
        if (!presented) {
            return Authentication.NONE;
        }
        String credential = lines.get(0);
        int at = SCHEME.length();
        if (lines.size() != 1 || !isBearer(credential) || credential.length() == at || credential.charAt(at) != ' ') {
            return refusal(TokenFault.CREDENTIAL);
        }
        Verified<AccessToken> verified = verify(credential.substring(at + 1));
        return verified instanceof Verified.Good<AccessToken> good
                ? new Authentication.Proved(good.token().toIdentity())
                : refusal(((Verified.Bad<AccessToken>) verified).fault());
    }

    /**
     * Checks one access token in full: form, signature, claims, time, and, when there is a store of revocations,
     * whether it was revoked, in one question.
     */
    public Verified<AccessToken> verify(String compact) {
        try {
            Verified<AccessToken> verified =
                    check == null ? new Verified.Bad<>(TokenFault.KEY_UNKNOWN) : check.access(compact);
            return verified instanceof Verified.Good<AccessToken> good && isRevoked(good.token())
                    ? new Verified.Bad<>(TokenFault.REVOKED)
                    : verified;
        } catch (StoreUnavailableException e) {
            return new Verified.Bad<>(TokenFault.UNDECIDED);
        }
    }

    /** Tells whether this is the store that is asked for revocations. */
    public boolean asks(RevocationStore store) {
        return revocation == store;
    }

    /** Returns the answer to a request that has no token and needs one. */
    public Refusal missing() {
        return MISSING;
    }

    /** Returns how many requests were refused for this reason since the start. */
    public long refused(TokenFault reason) {
        return counter(reason).sum();
    }

    @Override
    public void close() {
        if (keys != null && closesKeys) {
            keys.close();
        }
        if (external != null) {
            external.close();
        }
    }

    private boolean isRevoked(AccessToken token) {
        return revocation != null
                && revocation.isRevoked(token.id(), token.session(), token.subject(), token.issuedAt());
    }

    private LongAdder counter(TokenFault fault) {
        return Objects.requireNonNull(faults.get(fault), "counter");
    }

    private Authentication refusal(TokenFault fault) {
        counter(fault).increment();
        return switch (fault) {
            case EXPIRED -> EXPIRED;
            case UNDECIDED -> UNDECIDED;
            default -> INVALID;
        };
    }

    /** A scheme ends where a character stands that no scheme has (RFC 9110 section 11.1). */
    private static boolean isBearer(String line) {
        if (!line.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        char next = line.length() == SCHEME.length() ? ' ' : line.charAt(SCHEME.length());
        boolean alphanumeric =
                (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9');
        return !alphanumeric && "!#$%&'*+-.^_`|~".indexOf(next) < 0;
    }

    /** No scheme is written with two dots and nothing behind it; a token is. */
    private static boolean isBareToken(String line) {
        int dots = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ' || c == '\t') {
                return false;
            }
            dots += c == '.' ? 1 : 0;
        }
        return dots == 2;
    }

    /** Collects what the room needs beside its settings. Not safe for use by several threads. */
    public static final class Builder {
        private final TokenSettings settings;
        private Ticker ticker = Ticker.system();
        private InstantSource clock = InstantSource.system();
        private SecurityEventListener events = SecurityEventListener.none();
        private Redactor redactor = new Redactor();
        private @Nullable TokenKeys keys;
        private @Nullable RevocationStore revocation;
        private @Nullable KeySetSource source;

        private Builder(TokenSettings settings) {
            this.settings = Objects.requireNonNull(settings, "settings");
        }

        /** Replaces the clocks: the ticker ages keys, the instants are compared with the times in tokens. */
        public Builder time(Ticker newTicker, InstantSource newClock) {
            this.ticker = Objects.requireNonNull(newTicker, "ticker");
            this.clock = Objects.requireNonNull(newClock, "clock");
            return this;
        }

        /** Tells who hears of new keys and of an issuer that cannot be reached. */
        public Builder events(SecurityEventListener listener) {
            this.events = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** Tells who masks new keys in logs. */
        public Builder redactor(Redactor value) {
            this.redactor = Objects.requireNonNull(value, "redactor");
            return this;
        }

        /** Gives the keys, which the caller closes; without them the room has its own. */
        public Builder keys(TokenKeys value) {
            this.keys = Objects.requireNonNull(value, "keys");
            return this;
        }

        /** Asks this store, which the caller closes, once for each good token; without it nothing is revoked. */
        public Builder revocation(RevocationStore store) {
            this.revocation = Objects.requireNonNull(store, "store");
            return this;
        }

        /** Replaces where the external issuer's keys come from; the room closes it. */
        public Builder keySetSource(KeySetSource value) {
            this.source = Objects.requireNonNull(value, "source");
            return this;
        }

        /**
         * Returns the room.
         *
         * @throws IllegalArgumentException when it is on and has neither a key nor an external issuer
         */
        public Tokens build() {
            return new Tokens(this);
        }
    }
}
