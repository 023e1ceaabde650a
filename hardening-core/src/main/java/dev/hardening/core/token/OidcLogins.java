package dev.hardening.core.token;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Logs browsers in at the external issuer: code flow with PKCE (OpenID Connect Core section 3.1, RFC 7636, RFC 9700
 * section 2.1). {@link #start} sends the browser away with what it must bring back, sealed in a cookie; {@link #callback}
 * takes what the issuer has sent it back with. Nothing is kept here between the two, so any instance may meet the
 * callback. Safe for use by many threads; ends with {@link #close()}.
 */
public final class OidcLogins implements AutoCloseable {

    private static final Refusal BAD_PATH = Refusal.of(RefusalCode.INPUT_INVALID)
            .detail("The return path is not a path of this service.")
            .build();
    private static final Refusal INVALID =
            Refusal.of(RefusalCode.OIDC_CALLBACK_INVALID).build();
    private static final Refusal UNAVAILABLE = Refusal.of(RefusalCode.STORE_UNAVAILABLE)
            .detail("The log-in service cannot be reached now; try again shortly.")
            .retryAfter(Duration.ofSeconds(5))
            .build();

    private final OidcSettings settings;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final OidcCookie cookie;
    private final OidcSeal seal;
    private final OidcHttp http;
    private final OidcProviderCache provider;
    private final ExternalKeys keys;
    private final OidcCodes codes;
    private final IdTokenVerifier idTokens;

    private OidcLogins(Builder builder) {
        this.settings = builder.settings;
        this.clock = builder.clock;
        ExternalIssuer issuer = settings.issuer();
        this.cookie = new OidcCookie(settings);
        String context = String.join("\n", cookie.name(), issuer.issuer(), settings.clientId(), settings.redirectUri());
        this.seal = new OidcSeal(settings.clientSecret(), context, random);
        this.http = new OidcHttp(builder.answer);
        this.provider = new OidcProviderCache(
                () -> OidcProvider.of(DiscoveryDocument.read(issuer, http.get(DiscoveryDocument.addressOf(issuer)))),
                builder.ticker);
        this.keys = new ExternalKeys(new HttpKeySetSource(issuer, builder.answer), builder.ticker, builder.events);
        this.codes = new OidcCodes(settings, http);
        this.idTokens = new IdTokenVerifier(issuer, keys.cache(), clock);
        PublicKeyVerifier.load();
    }

    /** Starts a room with these settings. */
    public static Builder builder(OidcSettings settings) {
        return new Builder(settings);
    }

    /** Returns the settings. */
    public OidcSettings settings() {
        return settings;
    }

    /**
     * Begins a log-in.
     *
     * @param returnPath where the browser goes at the end, a path of this origin with a query or without; null for
     *     {@code /}. Anything that some reader could take for an address elsewhere is refused.
     */
    public OidcAnswer start(@Nullable String returnPath) {
        String path = returnPath == null ? "/" : returnPath;
        if (!OidcPath.isSafe(path)) {
            return new OidcAnswer.Refused(BAD_PATH, "the return path is none of this origin");
        }
        URI endpoint;
        try {
            endpoint = provider.get().authorization();
        } catch (IOException e) {
            return unavailable(e);
        }
        OidcTransaction begun = OidcTransaction.begin(random, path, clock.instant());
        String location = endpoint.toASCIIString() + (endpoint.getRawQuery() == null ? '?' : '&')
                + "response_type=code"
                + "&client_id=" + OidcCodes.encoded(settings.clientId())
                + "&redirect_uri=" + OidcCodes.encoded(settings.redirectUri())
                + "&scope=" + OidcCodes.encoded(settings.scope())
                + "&state=" + begun.state()
                + "&nonce=" + begun.nonce()
                + "&code_challenge=" + begun.challenge()
                + "&code_challenge_method=S256";
        return new OidcAnswer.Redirect(location, cookie.set(seal.seal(begun.text())));
    }

    /** Returns the value of {@code Set-Cookie} that ends the log-in in the browser: for every answer to a callback. */
    public String clearedCookie() {
        return cookie.cleared();
    }

    /**
     * Ends a log-in.
     *
     * @param query the parameters of the request's query alone; null when it is malformed
     */
    public OidcAnswer callback(@Nullable Map<String, String[]> query, RequestFacts request) {
        if (query == null) {
            return invalid("the query is malformed");
        }
        OidcTransaction begun = begunBy(request);
        String state = only(query, "state");
        if (begun == null || state == null || !begun.isAnsweredBy(state, clock.instant())) {
            return invalid("no log-in under way has this state");
        }
        if (query.containsKey("error")) {
            return invalid("the issuer has logged nobody in");
        }
        String code = only(query, "code");
        if (code == null || !OidcCodes.isCode(code)) {
            return invalid("there is not one code");
        }
        try {
            OidcProvider now = provider.get();
            return isNamed(query, now) ? redeemed(now.token(), code, begun) : invalid("another issuer has answered");
        } catch (IOException | StoreUnavailableException e) {
            return unavailable(e);
        }
    }

    private @Nullable OidcTransaction begunBy(RequestFacts request) {
        String sealed = cookie.read(request);
        String text = sealed == null ? null : seal.open(sealed);
        return text == null ? null : OidcTransaction.parse(text);
    }

    /** RFC 9207 section 2.4: an issuer that names itself is the one, and one that promises to does. */
    private boolean isNamed(Map<String, String[]> query, OidcProvider now) {
        return query.containsKey("iss") ? settings.issuer().issuer().equals(only(query, "iss")) : !now.namesItself();
    }

    private OidcAnswer redeemed(URI endpoint, String code, OidcTransaction begun) throws IOException {
        String token = codes.idToken(endpoint, code, begun.verifier());
        if (token == null) {
            return invalid("the issuer does not take the code");
        }
        Verified<Identity> verified = idTokens.verify(token, begun.nonce());
        return verified instanceof Verified.Good<Identity> good
                ? new OidcAnswer.Proved(good.token(), settings.publicOrigin().asciiText() + begun.returnPath())
                : invalid("the ID token does not count: " + ((Verified.Bad<Identity>) verified).fault());
    }

    private static @Nullable String only(Map<String, String[]> query, String name) {
        String[] values = query.get(name);
        return values == null || values.length != 1 ? null : values[0];
    }

    private static OidcAnswer invalid(String reason) {
        return new OidcAnswer.Refused(INVALID, reason);
    }

    private static OidcAnswer unavailable(Exception e) {
        return new OidcAnswer.Refused(UNAVAILABLE, String.valueOf(e.getMessage()));
    }

    /** Ends what talks to the issuer. */
    @Override
    public void close() {
        http.close();
        keys.close();
    }

    /** Collects what the room needs beside its settings. Not safe for use by several threads. */
    public static final class Builder {
        private final OidcSettings settings;
        private Ticker ticker = Ticker.system();
        private InstantSource clock = InstantSource.system();
        private SecurityEventListener events = SecurityEventListener.none();
        private Duration answer = Duration.ofSeconds(2);

        private Builder(OidcSettings settings) {
            this.settings = Objects.requireNonNull(settings, "settings");
        }

        /** Replaces the clocks: the ticker ages what the issuer has said, the instants end log-ins and ID tokens. */
        public Builder time(Ticker newTicker, InstantSource newClock) {
            this.ticker = Objects.requireNonNull(newTicker, "ticker");
            this.clock = Objects.requireNonNull(newClock, "clock");
            return this;
        }

        /** Tells who hears of an issuer whose keys cannot be reached. */
        public Builder events(SecurityEventListener listener) {
            this.events = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Sets how long the issuer may take for one answer: 2 seconds unless told otherwise.
         *
         * @throws IllegalArgumentException outside 100 milliseconds to 10 seconds
         */
        public Builder answerWithin(Duration most) {
            if (most.compareTo(Duration.ofMillis(100)) < 0 || most.compareTo(Duration.ofSeconds(10)) > 0) {
                throw new IllegalArgumentException("an issuer has 100 milliseconds to 10 seconds, not " + most);
            }
            this.answer = most;
            return this;
        }

        /** Returns the room. */
        public OidcLogins build() {
            return new OidcLogins(this);
        }
    }
}
