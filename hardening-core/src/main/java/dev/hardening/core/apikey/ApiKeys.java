package dev.hardening.core.apikey;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.ReloadListener;
import dev.hardening.core.secret.ReloadingFile;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.secret.SecretParser;
import dev.hardening.core.secret.SecretReloader;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.time.Ticker;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides whom a presented key proves. Safe for use by many threads. When keys come from a file, one daemon thread reads
 * it every ten seconds until {@link #close()}; a key that is no longer in the file stops to count with that reading.
 */
public final class ApiKeys implements AutoCloseable {

    private static final String SCHEME = "ApiKey ";

    private final ApiKeySettings settings;
    private final InstantSource clock;
    private final Refusal refusal;
    private final KeyUses uses;
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private final @Nullable ReloadingFile<List<Secret>> file;
    private final @Nullable SecretReloader reloader;
    private volatile KeyTable table;

    /**
     * Makes the room and, when there is a file of keys, starts to follow it.
     *
     * @throws SecretFileException when the file cannot be read now
     */
    public ApiKeys(ApiKeySettings settings, Ticker ticker, InstantSource clock, SecurityEventListener events) {
        this(settings, ticker, clock, events, new Redactor());
    }

    /**
     * Makes the room and, when there is a file of keys, starts to follow it.
     *
     * @param redactor is told of every key of the file before it counts, so that logs can mask it
     * @throws SecretFileException when the file cannot be read now
     */
    public ApiKeys(
            ApiKeySettings settings,
            Ticker ticker,
            InstantSource clock,
            SecurityEventListener events,
            Redactor redactor) {
        this.settings = settings;
        this.clock = clock;
        this.uses = new KeyUses(ticker);
        this.refusal = Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED)
                .detail("A valid key in the header " + settings.header() + " is required"
                        + (settings.isOfEnvironment() ? "; the operator sets valid keys in API_KEYS." : "."))
                .field("WWW-Authenticate", Proof.API_KEY.challenge())
                .build();
        if (settings.file() == null) {
            this.file = null;
            this.reloader = null;
            this.table = new KeyTable(settings.keys(), random);
        } else {
            this.file = ReloadingFile.open(
                    "API_KEYS_FILE",
                    settings.file(),
                    ApiKeys.parser(),
                    ReloadListener.publishing(events),
                    keys -> table = withFile(keys, redactor));
            this.table = withFile(file.get(), redactor);
            this.reloader = new SecretReloader(List.of(file));
            this.reloader.start();
        }
    }

    /** Returns the settings. */
    public ApiKeySettings settings() {
        return settings;
    }

    /** Tells whether the request presents anything that claims to be a key. */
    public boolean isPresented(RequestFacts request) {
        return request.header(settings.header()) != null
                || (settings.acceptsAuthorization() && authorizationOf(request) != null);
    }

    /** Returns whom the presented key proves, or null when there is no key, more than one, or no valid one. */
    public @Nullable Identity authenticate(RequestFacts request) {
        String presented = request.only(settings.header());
        if (presented == null && settings.acceptsAuthorization() && request.header(settings.header()) == null) {
            presented = authorizationOf(request);
        }
        return presented == null ? null : proves(presented);
    }

    /**
     * Returns whom a key proves that came another way, in the body of a log-in, say; null when it is none. Guesses that come
     * that way are for the caller to bound.
     */
    public @Nullable Identity proves(String presented) {
        ApiKey key = Presented.find(presented, table);
        return key == null || (key.isTimed() && !key.counts(clock.instant())) ? null : key.identity();
    }

    /** Returns the one answer to every request that does not prove its caller. */
    public Refusal refusal() {
        return refusal;
    }

    /**
     * Counts a use of the key with this label, and tells whether it is worth an event: the first in a minute is.
     */
    public boolean noteUse(String label) {
        return uses.note(label);
    }

    /** Returns how often each key was used since the start, so that an operator sees when an old one is idle. */
    public List<KeyUse> uses() {
        return uses.all();
    }

    /** Looks at the file of keys now; for tests and for operators in a hurry. A change counts at the second look. */
    public void poll() {
        if (file != null) {
            ReloadingFile.Outcome unused = file.poll();
        }
    }

    @Override
    public void close() {
        if (reloader != null) {
            reloader.close();
        }
    }

    private static @Nullable String authorizationOf(RequestFacts request) {
        String value = request.only("Authorization");
        return value != null && value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? value.substring(SCHEME.length()).trim()
                : null;
    }

    private KeyTable withFile(List<Secret> keys, Redactor redactor) {
        redactor.register(keys);
        List<ApiKey> all = new ArrayList<>(settings.keys());
        for (Secret key : keys) {
            ApiKey added = ApiKey.labelled(key.name(), ApiKeySettings.Builder.digestOf(key.name(), key));
            if (all.stream().noneMatch(added::sameKey)) {
                all.add(added);
            }
        }
        return new KeyTable(all, random.split());
    }

    /** Accepts a file only when every entry could be presented. */
    private static SecretParser<List<Secret>> parser() {
        SecretParser<List<Secret>> list = SecretParser.list("API_KEYS_FILE", SecretRule.apiKey());
        return (path, content) -> {
            List<Secret> keys = list.parse(path, content);
            keys.forEach(key -> ApiKeySettings.Builder.digestOf(key.name(), key));
            return keys;
        };
    }
}
