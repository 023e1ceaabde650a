package dev.hardening.core;

import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.reading.Readings;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.token.RefreshFamilyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The stores that all instances of a service share. Each is made of a store of this process, which it goes on with while the
 * shared one does not answer, if its policy says so, and which it is when that room shares nothing. Whoever opens the stores
 * closes them; the stores that they give close with them, and need not be closed. Safe for use by many threads.
 */
public interface SharedStores extends AutoCloseable, Readings {

    /** Returns the counts of limits. */
    RateLimitStore rateLimits(RateLimitStore local);

    /** Returns the counts of failed log-ins. */
    AttemptStore attempts(AttemptStore local);

    /** Returns the refresh families. */
    RefreshFamilyStore families(RefreshFamilyStore local);

    /** Returns what remembers ended tokens and sessions. */
    RevocationStore revocations(RevocationStore local);

    /** Returns what remembers signatures that were taken. */
    ReplayStore replays(ReplayStore local);

    /** Tells whether anything is shared, so that {@link #check} means something. */
    boolean isOn();

    /**
     * Says how the server is, as a check for the health report that is not critical; it takes no longer than a decision may.
     *
     * @return a word for that, and nothing that names it
     * @throws dev.hardening.core.decision.StoreUnavailableException when it does not answer
     */
    String check();

    /** Ends connections and threads; closing twice is the same as once. */
    @Override
    void close();

    /** Returns stores that share nothing. */
    static SharedStores none() {
        return LocalStores.INSTANCE;
    }

    /**
     * Opens the stores that the settings name, by the {@link Provider} on the class path; {@link #none()} when they name none.
     *
     * @throws InvalidSettingsException when there is no provider, or when the server refuses the credentials or is no such
     *     server; one that does not answer is waited for, with a warning
     */
    static SharedStores open(
            DistributedSettings settings, Ticker ticker, InstantSource clock, SecurityEventListener events) {
        if (!settings.isOn()) {
            return none();
        }
        return ServiceLoader.load(Provider.class, SharedStores.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new InvalidSettingsException(Problem.refuse(
                        ProblemCode.LIBRARY_ABSENT,
                        settings.address().isPresent()
                                ? DistributedSettings.URL.name()
                                : DistributedSettings.RATE_LIMIT_URL.name(),
                        "names a server that instances share, and the library that speaks to it is not there",
                        "add dev.hardening:hardening-redis to the application, or remove the setting")))
                .open(settings, ticker, clock, events);
    }

    /** Opens the stores on one kind of server; found by {@link ServiceLoader}. */
    interface Provider {

        /**
         * Opens the stores that the settings name, which are on.
         *
         * @throws InvalidSettingsException as {@link SharedStores#open} says
         */
        SharedStores open(
                DistributedSettings settings, Ticker ticker, InstantSource clock, SecurityEventListener events);
    }

    /** Nothing shared has nothing to read. */
    @Override
    default List<Reading> readings() {
        return List.of();
    }
}
