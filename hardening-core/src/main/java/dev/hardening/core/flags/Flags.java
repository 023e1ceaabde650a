package dev.hardening.core.flags;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.json.JsonWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What each flag says now. Safe for use by many threads: a value that one thread sets is what all see from then on. What is
 * set while running is gone with the process.
 */
public final class Flags {

    private final FlagSettings settings;
    private final InstantSource clock;
    private final SecurityEventListener events;
    private final Map<String, State> states = new LinkedHashMap<>();

    /** Makes the flags of an application, and tells nobody when one is set. */
    public Flags(FlagSettings settings, InstantSource clock) {
        this(settings, clock, SecurityEventListener.none());
    }

    /** Makes the flags of an application, and publishes {@code FLAG_CHANGED} when one is set or cleared. */
    public Flags(FlagSettings settings, InstantSource clock, SecurityEventListener events) {
        this.settings = settings;
        this.clock = clock;
        this.events = events;
        settings.flags().forEach(flag -> states.put(flag.key(), new State(flag, settings.environment(flag))));
    }

    /** Returns the settings. */
    public FlagSettings settings() {
        return settings;
    }

    /**
     * Tells whether a flag is on. Allocates nothing for a flag without a last day.
     *
     * @throws IllegalArgumentException when the flag was not declared
     */
    public boolean isOn(Flag flag) {
        return isOn(state(flag.key()));
    }

    /**
     * Tells whether the flag of this name, in any of its spellings, is on.
     *
     * @throws IllegalArgumentException when there is none
     */
    public boolean isOn(String name) {
        return isOn(state(FlagName.key(name)));
    }

    /** Tells whether there is a flag of this name, in any of its spellings; for names that a client sends. */
    public boolean has(String name) {
        try {
            return states.containsKey(FlagName.key(name));
        } catch (IllegalArgumentException notAName) {
            return false;
        }
    }

    /**
     * Sets a flag until it is set again, {@linkplain #clear cleared}, or the process ends.
     *
     * @throws IllegalArgumentException when there is no flag of this name
     */
    public void set(String name, boolean value) {
        change(state(FlagName.key(name)), value);
    }

    /** Does the same for a declared flag. */
    public void set(Flag flag, boolean value) {
        change(state(flag.key()), value);
    }

    /** Forgets what was set while running, so that the environment or the default counts again. */
    public void clear(Flag flag) {
        change(state(flag.key()), null);
    }

    private void change(State state, @Nullable Boolean value) {
        if (!Objects.equals(state.runtime.getAndSet(value), value)) {
            events.on(SecurityEvent.of(SecurityEventType.FLAG_CHANGED)
                    .subject(state.flag.name())
                    .detail(value == null ? "what was set is forgotten" : value ? "turned on" : "turned off")
                    .build());
        }
    }

    /** Returns what every flag says, in the order of their declaration. */
    public List<FlagState> list() {
        return states.values().stream().map(this::now).toList();
    }

    /** Returns the list as one JSON object: {@code {"readOnly":{"value":false,"source":"default"},…}}. */
    public String json() {
        StringBuilder out = new StringBuilder();
        JsonWriter json = JsonWriter.to(out).beginObject();
        for (FlagState state : list()) {
            json.name(state.name()).beginObject();
            json.name("value").value(state.value());
            json.name("source").value(state.source().text());
            if (state.expired()) {
                json.name("expired").value(true);
            }
            json.endObject();
        }
        json.endObject();
        return out.toString();
    }

    private State state(String key) {
        State state = states.get(key);
        if (state == null) {
            throw new IllegalArgumentException("no flag has this name");
        }
        return state;
    }

    private boolean isExpired(State state) {
        return state.flag.lastDay() != null && state.flag.isExpired(clock.instant());
    }

    private boolean isOn(State state) {
        Boolean set = set(state, state.runtime.get());
        return set == null ? state.flag.standard() : set;
    }

    private @Nullable Boolean set(State state, @Nullable Boolean runtime) {
        return isExpired(state) ? null : runtime != null ? runtime : state.environment;
    }

    private FlagState now(State state) {
        Boolean runtime = state.runtime.get();
        Boolean set = set(state, runtime);
        FlagSource source = set == null ? FlagSource.DEFAULT : runtime != null ? FlagSource.RUNTIME : FlagSource.ENV;
        return new FlagState(state.flag.name(), set == null ? state.flag.standard() : set, source, isExpired(state));
    }

    /** One flag with its two values. */
    private static final class State {
        private final Flag flag;
        private final @Nullable Boolean environment;
        private final AtomicReference<@Nullable Boolean> runtime = new AtomicReference<>();

        State(Flag flag, @Nullable Boolean environment) {
            this.flag = flag;
            this.environment = environment;
        }
    }
}
