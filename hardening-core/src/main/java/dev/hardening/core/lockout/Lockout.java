package dev.hardening.core.lockout;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether one more try may be made. Safe for use by many threads. Publishes {@code AUTHENTICATION_FAILED},
 * {@code AUTHENTICATION_SUCCEEDED} and {@code LOGIN_LOCKED}; names that failed appear in events as a keyed hash only.
 */
public final class Lockout {

    private static final Logger LOG = LoggerFactory.getLogger(Lockout.class);

    static final Refusal UNAVAILABLE = Refusal.of(RefusalCode.STORE_UNAVAILABLE)
            .retryAfter(Duration.ofSeconds(1))
            .build();

    private final LockoutSettings settings;
    private final AttemptStore store;
    private final AttemptIds ids;
    private final @Nullable DeviceCookies devices;
    private final SecurityEventListener events;
    private final TriesUnderWay underWay = new TriesUnderWay();

    /** Makes the room with counts in the memory of this process. */
    public Lockout(LockoutSettings settings, Ticker ticker, InstantSource clock, SecurityEventListener events) {
        this(settings, AttemptStore.inMemory(ticker, events, settings.entries()), clock, events);
    }

    /**
     * Makes the room with a store that other instances may share, as {@code SharedStores} give one; all of them need the same
     * secret in their settings. What the store throws refuses with 503.
     */
    public Lockout(LockoutSettings settings, AttemptStore store, InstantSource clock, SecurityEventListener events) {
        this.settings = settings;
        this.store = Objects.requireNonNull(store, "store");
        this.events = events;
        Secret secret = settings.secret();
        if (secret == null && !(store instanceof MemoryAttemptStore)) {
            LOG.warn(
                    "Failed log-ins are counted in a shared store under names that only this process knows, so no other"
                            + " instance counts them; set {} to the same value on all instances",
                    LockoutSettings.SECRET.name());
        }
        this.ids = new AttemptIds(secret);
        this.devices = secret == null ? null : new DeviceCookies(secret, settings.deviceLife(), clock);
    }

    /** Returns the settings. */
    public LockoutSettings settings() {
        return settings;
    }

    /**
     * Begins a try at an account, whether there is one of that name or not, and counts it as failed until told otherwise.
     *
     * @param name the account's name as it was typed, of any length
     * @param device the value of the device cookie, or null when there is none; a wrong one counts as none
     */
    public LockoutAttempt begin(IpAddress client, String name, @Nullable String device) {
        return begin(client, name, device, SecurityEvent::of);
    }

    /** Does the same where events are about a request: {@code about} starts one. */
    public LockoutAttempt begin(
            IpAddress client,
            String name,
            @Nullable String device,
            Function<SecurityEventType, SecurityEvent.Builder> about) {
        String canonical = AttemptIds.canonical(name);
        ByteBuffer known =
                device == null || devices == null || canonical == null ? null : devices.read(device, canonical);
        ByteBuffer account = ids.account(canonical);
        return begin(
                new LockoutAttempt(this, client, canonical, account, known, about), counts(client, account, known));
    }

    /** Begins a try at a secret that belongs to no account: the failures of the client's address count alone. */
    public LockoutAttempt begin(IpAddress client) {
        return begin(client, SecurityEvent::of);
    }

    private LockoutAttempt begin(IpAddress client, Function<SecurityEventType, SecurityEvent.Builder> about) {
        return begin(new LockoutAttempt(this, client, null, null, null, about), counts(client, null, null));
    }

    /**
     * Makes a check of any kind, if one may be made. What the check throws is thrown, and then nothing is counted.
     *
     * @param account whose secret is checked, or null when it belongs to no account
     * @param check compares in constant time; not called during a lock
     * @return allowed when the check was made and found right; otherwise {@code LOGIN_FAILED}, {@code LOGIN_LOCKED} or
     *     {@code STORE_UNAVAILABLE}
     */
    public Decision guard(IpAddress client, @Nullable String account, BooleanSupplier check) {
        return guard(client, account, check, SecurityEvent::of);
    }

    /**
     * Does the same for a request, about which {@code about} starts an event. What became of the try is published here, so
     * whoever answers with the refusal publishes nothing more.
     */
    public Decision guard(
            IpAddress client,
            @Nullable String account,
            BooleanSupplier check,
            Function<SecurityEventType, SecurityEvent.Builder> about) {
        LockoutAttempt attempt = account == null ? begin(client, about) : begin(client, account, null, about);
        Refusal locked = attempt.refusal();
        if (locked != null) {
            return locked;
        }
        try (attempt) {
            if (!check.getAsBoolean()) {
                return attempt.failed();
            }
            String unused = attempt.succeeded(account);
            return Decision.allowed();
        } catch (StoreUnavailableException e) {
            return attempt.storeFailed();
        }
    }

    /** Forgets every failure at an account, from wherever. Throws {@link StoreUnavailableException} when it cannot now. */
    public void unlock(String account) {
        store.unlock(AttemptIds.key(AttemptDimension.ACCOUNT, ids.account(AttemptIds.canonical(account)), null));
    }

    /** Forgets every failure of an address, at whatever. Throws {@link StoreUnavailableException} when it cannot now. */
    public void unlock(IpAddress client) {
        store.unlock(AttemptIds.key(AttemptDimension.ADDRESS, null, ids.place(client)));
    }

    private List<AttemptCount> counts(IpAddress client, @Nullable ByteBuffer account, @Nullable ByteBuffer device) {
        ByteBuffer place = ids.place(client);
        if (device != null) {
            // Of their own, so that nobody without such a device touches them; and bounded together, because whoever
            // once
            // knew the password may have collected many.
            return List.of(
                    new AttemptCount(AttemptIds.key(AttemptDimension.DEVICE, account, device), settings.rule()),
                    new AttemptCount(
                            AttemptIds.key(AttemptDimension.DEVICES_AT_ADDRESS, null, place), settings.addressLimit()),
                    new AttemptCount(
                            AttemptIds.key(AttemptDimension.DEVICES_OF_ACCOUNT, account, null),
                            settings.accountLimit()));
        }
        List<AttemptCount> counts = new ArrayList<>(3);
        boolean pair = settings.key() == LockoutKey.ACCOUNT_AND_ADDRESS
                || (account == null && settings.key() == LockoutKey.ACCOUNT);
        if (pair) {
            counts.add(new AttemptCount(
                    AttemptIds.key(AttemptDimension.ACCOUNT_AND_ADDRESS, account, place), settings.rule()));
        }
        counts.add(new AttemptCount(
                AttemptIds.key(AttemptDimension.ADDRESS, null, place),
                settings.key() == LockoutKey.ADDRESS ? settings.rule() : settings.addressLimit()));
        if (account != null) {
            counts.add(new AttemptCount(
                    AttemptIds.key(AttemptDimension.ACCOUNT, account, null),
                    settings.key() == LockoutKey.ACCOUNT ? settings.rule() : settings.accountLimit()));
        }
        return counts;
    }

    private LockoutAttempt begin(LockoutAttempt attempt, List<AttemptCount> counts) {
        if (settings.enforcement() == Enforcement.OFF) {
            return attempt;
        }
        AttemptReservation reservation;
        try {
            reservation = store.reserve(counts);
        } catch (StoreUnavailableException e) {
            attempt.publishStoreFailed();
            return isShadow() ? attempt : attempt.refusedBy(UNAVAILABLE);
        }
        if (reservation.isGranted()) {
            underWay.begin(reservation);
            return attempt.grantedBy(store, reservation);
        }
        if (!isShadow() && underWay.fill(counts)) {
            return attempt.refusedBy(attempt.publishOverloaded("as many tries as may fail are being made"));
        }
        attempt.publish(SecurityEventType.LOGIN_LOCKED, RefusalCode.LOGIN_LOCKED, "tried during a lock", isShadow());
        return isShadow() ? attempt : attempt.refusedBy(locked(reservation.remaining()));
    }

    private Refusal locked(Duration wait) {
        return Refusal.of(RefusalCode.LOGIN_LOCKED)
                .status(settings.status())
                .retryAfter(wait)
                .build();
    }

    /** Says that a granted try has ended, one way or another. */
    void ended(AttemptReservation granted) {
        underWay.end(granted);
    }

    boolean isShadow() {
        return settings.enforcement() == Enforcement.SHADOW;
    }

    @Nullable
    String renewedDevice(@Nullable ByteBuffer device, @Nullable String canonical) {
        return devices == null || canonical == null ? null : devices.renewed(device, canonical);
    }

    void publish(SecurityEvent event) {
        events.on(event);
    }
}
