package dev.hardening.redis;

import dev.hardening.core.SharedStores;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.distributed.StoreAddress;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventLog;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.token.RefreshFamilyStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What instances share, on one Redis server or two: the counts of limits may have one of their own. Safe for use by many
 * threads. Guide rows V-32, E-18, E-56, H-32, H-59, H-60.
 */
public final class RedisStores implements SharedStores {

    private final DistributedSettings settings;
    private final Ticker ticker;
    private final InstantSource clock;
    private final ScriptClock scriptClock;
    private final @Nullable SharedServer main;
    private final @Nullable SharedServer limits;
    private final Map<SharedRoom, RoomCounts> counts = new EnumMap<>(SharedRoom.class);

    private final List<SharedRevocationStore> revocations = new CopyOnWriteArrayList<>();

    private RedisStores(Builder builder) {
        this.settings = builder.settings;
        this.ticker = builder.ticker;
        this.clock = builder.clock;
        this.scriptClock = builder.scriptClock;
        Connector given = builder.connector;
        SecurityEventListener events = builder.events;
        for (SharedRoom room : SharedRoom.values()) {
            counts.put(room, new RoomCounts(room, settings.onFailure(room)));
        }
        if (given != null) {
            this.main = new SharedServer("redis", given, settings, events);
            this.limits = main;
            return;
        }
        Optional<StoreAddress> all = settings.address();
        Optional<StoreAddress> some = settings.rateLimitAddress();
        this.main = all.map(address -> server("redis", address, events)).orElse(null);
        boolean together = all.isPresent() && some.isPresent() && all.get().sameAs(some.get());
        this.limits = together
                ? main
                : some.map(address -> server(main == null ? "redis" : "redis-limits", address, events))
                        .orElse(null);
    }

    private SharedServer server(String name, StoreAddress address, SecurityEventListener events) {
        return new SharedServer(name, LettuceConnector.to(address), settings, events);
    }

    /** Starts with what the settings say; a client, if one is given, takes the place of their servers. */
    public static Builder builder(DistributedSettings settings) {
        return new Builder(settings);
    }

    private void open() {
        try {
            if (main != null) {
                main.open(DistributedSettings.URL.name());
            }
            if (limits != null && limits != main) {
                limits.open(DistributedSettings.RATE_LIMIT_URL.name());
            }
        } catch (InvalidSettingsException e) {
            close();
            throw e;
        }
    }

    @Override
    public RateLimitStore rateLimits(RateLimitStore local) {
        return limits == null ? local : new SharedRateLimitStore(room(limits, SharedRoom.RATE_LIMIT), ticker, local);
    }

    @Override
    public AttemptStore attempts(AttemptStore local) {
        return main == null ? local : new SharedAttemptStore(room(main, SharedRoom.LOCKOUT), ticker, local);
    }

    @Override
    public RefreshFamilyStore families(RefreshFamilyStore local) {
        return main == null ? local : new SharedRefreshFamilyStore(room(main, SharedRoom.REFRESH), local);
    }

    @Override
    public RevocationStore revocations(RevocationStore local) {
        if (main == null) {
            return local;
        }
        SharedRevocationStore store = new SharedRevocationStore(room(main, SharedRoom.REVOCATION), local, clock);
        revocations.add(store);
        return store;
    }

    @Override
    public ReplayStore replays(ReplayStore local) {
        return main == null ? local : new SharedReplayStore(room(main, SharedRoom.REPLAY), local, clock);
    }

    private RedisRoom room(SharedServer server, SharedRoom room) {
        return new RedisRoom(
                server.link(),
                new RedisKeys(settings.keyPrefix()),
                scriptClock,
                Objects.requireNonNull(counts.get(room)));
    }

    @Override
    public boolean isOn() {
        return main != null || limits != null;
    }

    @Override
    public String check() {
        String answer = "";
        try {
            for (SharedServer server : servers()) {
                answer = server.check();
            }
        } catch (Unanswered e) {
            throw new StoreUnavailableException("redis does not answer: " + e.reason());
        }
        return answer;
    }

    /** Returns how decisions were made in each room, whether the servers answer, and how the breakers in front of them are. */
    @Override
    public List<Reading> readings() {
        List<Reading> all = new ArrayList<>();
        counts.values().forEach(room -> all.addAll(room.readings()));
        all.add(Reading.gauge(
                "shared_store_unsent",
                "Ends of sessions that the shared server has not been told yet.",
                () -> revocations.stream()
                        .mapToInt(SharedRevocationStore::unsent)
                        .sum()));
        servers().forEach(server -> all.addAll(server.readings()));
        return all;
    }

    private List<SharedServer> servers() {
        List<SharedServer> all = new ArrayList<>();
        if (limits != null) {
            all.add(limits);
        }
        if (main != null && main != limits) {
            all.add(main);
        }
        return all;
    }

    @Override
    public void close() {
        revocations.forEach(SharedRevocationStore::flush);
        servers().forEach(SharedServer::close);
    }

    @Override
    public String toString() {
        return "RedisStores[" + settings.summary() + "]";
    }

    /** Collects what the stores are made of. Not safe for use by several threads. */
    public static final class Builder {
        private final DistributedSettings settings;
        private Ticker ticker = Ticker.system();
        private InstantSource clock = InstantSource.system();
        private SecurityEventListener events = new SecurityEventLog(Ticker.system());
        private ScriptClock scriptClock = ScriptClock.SERVER;
        private @Nullable Connector connector;

        private Builder(DistributedSettings settings) {
            this.settings = settings;
        }

        /** Replaces the clocks of this instance, by which the rooms tell how long something is to last. */
        public Builder time(Ticker monotonic, InstantSource wall) {
            this.ticker = monotonic;
            this.clock = wall;
            return this;
        }

        /** Replaces the listener, which hears of each outage once. */
        public Builder events(SecurityEventListener value) {
            this.events = value;
            return this;
        }

        /** Uses a client of the application, which shuts it down after the stores are closed; its options count. */
        public Builder client(RedisClient client, RedisURI uri) {
            this.connector = LettuceConnector.by(client, uri);
            return this;
        }

        /** Uses a client of the application, which shuts it down after the stores are closed; its options count. */
        public Builder client(RedisClusterClient client) {
            this.connector = LettuceConnector.by(client);
            return this;
        }

        /** Replaces the clock of scripts, for tests. */
        Builder scriptClock(ScriptClock value) {
            this.scriptClock = value;
            return this;
        }

        /**
         * Connects. A server that does not answer within three seconds is waited for in the background, and said to be away.
         *
         * @throws InvalidSettingsException when a server refuses the credentials, speaks another protocol, or is too old
         */
        public RedisStores build() {
            RedisStores stores = new RedisStores(this);
            stores.open();
            return stores;
        }
    }
}
