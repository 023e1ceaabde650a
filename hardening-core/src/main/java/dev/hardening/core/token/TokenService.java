package dev.hardening.core.token;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Accounts;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of a session: it begins with an {@linkplain #issue issued} pair of tokens, goes on with every {@linkplain
 * #refresh refresh}, each of which uses the refresh token up (RFC 9700 section 4.14.2), and ends with a {@linkplain
 * #logout log-out}, with the {@linkplain #endAll end of everything} a user has, or when a used token comes again.
 *
 * <p>All answers are values; what is thrown is a mistake of the application. A store that cannot answer is a refusal with 503 and {@code Retry-After}, after which the
 * same may be asked again. Events tell what became of a session; refusals are told by whoever answers with them. {@code
 * about} starts an event about the request at hand, {@code SecurityEvent::of} one that tells of nothing but the subject.
 * Safe for use by many threads.
 */
public final class TokenService {

    private final TokenSettings settings;
    private final TokenIssuer issuer;
    private final TokenVerifier verifier;
    private final RefreshFamilyStore store;
    private final RevocationStore revocations;
    private final Accounts accounts;
    private final InstantSource clock;
    private final SecurityEventListener events;
    private final Families families;

    private TokenService(Builder builder) {
        this.settings = builder.settings;
        this.issuer = builder.issuer;
        this.verifier = builder.verifier;
        this.store = Objects.requireNonNull(builder.families, "a token service needs families(...)");
        this.revocations = Objects.requireNonNull(builder.revocations, "a token service needs revocations(...)");
        this.accounts = Objects.requireNonNull(builder.accounts, "a token service needs accounts(...)");
        this.clock = builder.clock;
        this.events = builder.events;
        this.families = new Families(settings, store, revocations);
    }

    /** Starts a service that reads the system's clock and tells nobody of events. */
    public static Builder builder(TokenSettings settings, TokenIssuer issuer, TokenVerifier verifier) {
        return new Builder(settings, issuer, verifier);
    }

    /**
     * Begins a session of an account that is proved otherwise. In the very second in which {@link #endAll} ended the
     * account's older ones, the tokens bear the next second, so that they live. When the account has as many sessions as
     * the settings allow, the one that was refreshed the longest ago ends.
     *
     * @throws IllegalArgumentException when the account fits in no token, see {@link TokenIssuer#access}; nothing has
     *     begun then
     */
    public TokenResult issue(Account account, Function<SecurityEventType, SecurityEvent.Builder> about) {
        return decided(() -> {
            Instant now = clock.instant();
            Instant second = revocations.secondToBear(account.name(), now);
            now = second.isAfter(now) ? second : now;
            RefreshFamily family = families.next(account.name(), tenant(account), now);
            TokenResult pair = pair(access(account, family.id(), now), family);
            for (int ended = families.begin(family); ended > 0; ended--) {
                publish(SecurityEventType.SESSION_ENDED, about, account.name(), "newer ones took its place");
            }
            publish(SecurityEventType.SESSION_STARTED, about, account.name(), "");
            return pair;
        });
    }

    /**
     * Gives a new pair for a refresh token, which is used up by it. The account is read again, so roles that were taken
     * away are gone, and an account that is gone ends the session. A token that was used before ends the session with
     * all its tokens, but for the one right before the newest within the grace: it gets the newest one again.
     *
     * <p>A token of another maker, which the plain profile takes, begins a family of its own when it is first seen.
     *
     * @throws IllegalArgumentException when the account fits in no token any more; the refresh token stays good then
     */
    public TokenResult refresh(String compact, Function<SecurityEventType, SecurityEvent.Builder> about) {
        Verified<RefreshToken> verified = verifier.refresh(compact);
        if (verified instanceof Verified.Good<RefreshToken> good) {
            RefreshToken token = good.token();
            return decided(() -> refresh(token, clock.instant(), about));
        }
        return refused(TokenRefusals.of(((Verified.Bad<RefreshToken>) verified).fault()));
    }

    TokenResult refresh(RefreshToken token, Instant now, Function<SecurityEventType, SecurityEvent.Builder> about) {
        String session = Families.idOf(token);
        if (revocations.isRevoked(token.id(), session, token.subject(), token.issuedAt())) {
            return refused(TokenRefusals.INVALID);
        }
        // Before the token is used up: a client whose account cannot be read now comes again with the same token.
        Account account = accounts.find(token.subject());
        if (account == null) {
            if (families.end(token, now)) {
                publish(SecurityEventType.SESSION_ENDED, about, token.subject(), "the account is gone");
            }
            return refused(TokenRefusals.INVALID);
        }
        String access = access(account, session, now);
        Rotation rotation = families.use(token, tenant(account), now);
        RefreshFamily family = rotation.family();
        if (family != null && !family.subject().equals(token.subject())) {
            families.end(session, now);
            return refused(TokenRefusals.INVALID);
        }
        switch (rotation.outcome()) {
            case ROTATED, REPLAYED -> {
                return pair(access, Objects.requireNonNull(family));
            }
            case REUSE -> {
                publish(SecurityEventType.TOKEN_REUSED, about, token.subject(), "the session is ended");
                families.endAccess(session, now);
            }
            // Once more, in case that the store of revocations was down when the family ended.
            case REVOKED -> families.endAccess(session, now);
            case EXPIRED -> {
                return refused(TokenRefusals.EXPIRED);
            }
            case UNKNOWN -> {}
        }
        return refused(TokenRefusals.INVALID);
    }

    /**
     * Ends a session at once: its refresh family, its access tokens and the given one. Doing it again changes nothing. A
     * refresh token counts when it is good and of the same user and session; any other one changes nothing either.
     *
     * <p>An access token of another maker, which names no session, is ended by its id. One that has no id either cannot
     * be told from its like, so everything that its user was given up to its second is ended.
     *
     * @param access the token that proves who asks
     * @param refresh the session's refresh token as the client sent it, or null
     */
    public Decision logout(
            AccessToken access, @Nullable String refresh, Function<SecurityEventType, SecurityEvent.Builder> about) {
        return allowed(() -> {
            Instant now = clock.instant();
            String session = access.session();
            // The families come first: when their store is down, the access token is still good for another try.
            boolean ended = refresh != null && endByRefresh(access, refresh, now);
            if (session != null) {
                ended |= families.end(session, now);
            }
            String id = access.id();
            Instant until = access.expires().plus(settings.skew());
            if (id != null) {
                revocations.revokeToken(id, until);
            } else if (session == null) {
                revocations.revokeSubject(access.subject(), access.issuedAt(), until);
            }
            if (ended || session == null) {
                publish(SecurityEventType.SESSION_ENDED, about, access.subject(), "");
            }
        });
    }

    /**
     * Ends the session of an access token as the client sent it; see the other one. A token that is not good, or not this
     * service's own, is refused.
     */
    public Decision logout(
            String access, @Nullable String refresh, Function<SecurityEventType, SecurityEvent.Builder> about) {
        return verifier.access(access) instanceof Verified.Good<AccessToken> good
                ? logout(good.token(), refresh, about)
                : TokenRefusals.INVALID;
    }

    private boolean endByRefresh(AccessToken access, String refresh, Instant now) {
        if (!(verifier.refresh(refresh) instanceof Verified.Good<RefreshToken> good)) {
            return false;
        }
        RefreshToken token = good.token();
        String session = access.session();
        boolean own =
                token.subject().equals(access.subject()) && (session == null || session.equals(Families.idOf(token)));
        return own && families.end(token, now);
    }

    /** Ends all that a user was given up to now: after a change of password, or when the account is switched off. */
    public Decision endAll(String subject, Function<SecurityEventType, SecurityEvent.Builder> about) {
        return allowed(() -> {
            // First the families: what a refresh gave until they were ended is not younger than the moment that
            // follows. When their store cannot end them, the moment still ends every token that was given.
            StoreUnavailableException unended = endFamilies(subject);
            Instant now = clock.instant();
            Duration refresh = settings.longestRefresh();
            Duration longest =
                    refresh.compareTo(RevocationStore.LONGEST_SESSION) > 0 ? refresh : RevocationStore.LONGEST_SESSION;
            revocations.revokeSubject(
                    subject,
                    revocations.secondToBear(subject, now),
                    now.plus(longest).plus(settings.skew()));
            if (unended != null) {
                throw unended;
            }
            publish(SecurityEventType.SESSION_ENDED, about, subject, "all sessions of the user");
        });
    }

    /** Returns why the families could not be ended, or null. */
    private @Nullable StoreUnavailableException endFamilies(String subject) {
        try {
            int unused = store.revokeAll(subject);
            return null;
        } catch (StoreUnavailableException e) {
            return e;
        }
    }

    private String access(Account account, String session, Instant now) {
        Identity who = account.provedBy(Proof.TOKEN).session(session).build();
        return issuer.access(who, session, families.nextId(), now);
    }

    private TokenResult pair(String access, RefreshFamily family) {
        String refresh = issuer.refresh(
                family.subject(),
                family.id(),
                family.generation(),
                families.tokenId(family),
                family.rotatedAt(),
                family.idleExpiry());
        return new TokenResult.Granted(new TokenPair(access, refresh, settings.accessTtl()));
    }

    private static @Nullable String tenant(Account account) {
        return account.provedBy(Proof.TOKEN).build().tenant();
    }

    private static TokenResult decided(Supplier<TokenResult> work) {
        try {
            return work.get();
        } catch (StoreUnavailableException down) {
            return refused(TokenRefusals.UNDECIDED);
        }
    }

    private static Decision allowed(Runnable work) {
        try {
            work.run();
            return Decision.allowed();
        } catch (StoreUnavailableException down) {
            return TokenRefusals.UNDECIDED;
        }
    }

    private static TokenResult refused(Refusal refusal) {
        return new TokenResult.Refused(refusal);
    }

    private void publish(
            SecurityEventType type,
            Function<SecurityEventType, SecurityEvent.Builder> about,
            String subject,
            String detail) {
        events.on(about.apply(type).subject(subject).detail(detail).build());
    }

    /** Collects what a service needs. Not safe for use by several threads. */
    public static final class Builder {
        private final TokenSettings settings;
        private final TokenIssuer issuer;
        private final TokenVerifier verifier;
        private @Nullable RefreshFamilyStore families;
        private @Nullable RevocationStore revocations;
        private @Nullable Accounts accounts;
        private InstantSource clock = InstantSource.system();
        private SecurityEventListener events = SecurityEventListener.none();

        private Builder(TokenSettings settings, TokenIssuer issuer, TokenVerifier verifier) {
            this.settings = settings;
            this.issuer = issuer;
            this.verifier = verifier;
        }

        /** Gives the store of refresh families; needed. */
        public Builder families(RefreshFamilyStore value) {
            this.families = value;
            return this;
        }

        /** Gives the store of revocations, the same that the filter asks; needed. */
        public Builder revocations(RevocationStore value) {
            this.revocations = value;
            return this;
        }

        /** Gives the users, who are looked up at each refresh; needed. */
        public Builder accounts(Accounts value) {
            this.accounts = value;
            return this;
        }

        /** Replaces the clock. */
        public Builder clock(InstantSource value) {
            this.clock = value;
            return this;
        }

        /** Gives who hears of sessions that begin and end, and of tokens that were used twice. */
        public Builder events(SecurityEventListener value) {
            this.events = value;
            return this;
        }

        /** Returns the service; throws {@link NullPointerException} naming what is missing. */
        public TokenService build() {
            return new TokenService(this);
        }
    }
}
