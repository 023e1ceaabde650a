package dev.hardening.core.health;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventLog;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The health of one service: its checks, its gates and its {@link Lifecycle}.
 *
 * <p>Checks run when a probe asks and the last result is older than the time to live, each on a thread of its own and at
 * most once at a time, so what probes cost does not depend on how many there are. A probe waits for the runs, which is
 * the longest timeout at most, and 200 milliseconds for a check that did not end in time when it ran before. A service
 * that nobody probes has no threads.
 *
 * <p>When a dependency goes down or comes back, and when the draining begins, one event is published. Safe for use by
 * many threads.
 */
public final class Health implements AutoCloseable {

    /** How long a check may take unless told otherwise: two seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    /** How long a result is shown before the check runs again, unless told otherwise: two seconds. */
    public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofSeconds(2);

    private final HealthPlan plan;
    private final CheckThreads threads;
    private final List<MonitoredCheck> checks;
    private final Lifecycle lifecycle;

    private Health(HealthPlan plan) {
        this.plan = plan;
        this.threads = new CheckThreads(plan.checks().size());
        this.checks = plan.checks().stream()
                .map(definition -> new MonitoredCheck(definition, plan, threads))
                .toList();
        this.lifecycle = new Lifecycle(() -> plan.publish("draining: new requests are refused"));
    }

    /** Starts with no checks, no gates and the system's clocks; events go to the log. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the count of running requests and the way to end the service. */
    public Lifecycle lifecycle() {
        return lifecycle;
    }

    /** Answers a probe. Liveness is answered at once, the other roles after the checks that are due. */
    public HealthReport report(ProbeRole role) {
        Lifecycle.State state = lifecycle.state();
        if (role == ProbeRole.LIVE) {
            return report(role, HealthStatus.HEALTHY, state, List.of(), List.of());
        }
        refresh();
        List<DependencyHealth> dependencies =
                checks.stream().map(MonitoredCheck::report).toList();
        List<String> closed = role == ProbeRole.READY ? closedGates() : List.of();
        boolean needsCritical = role == ProbeRole.READY || !plan.criticalForReadinessOnly();
        HealthStatus status = HealthStatus.HEALTHY;
        for (DependencyHealth dependency : dependencies) {
            if (!dependency.isHealthy()) {
                boolean fatal = dependency.isCritical() && needsCritical;
                status = fatal || status == HealthStatus.UNHEALTHY ? HealthStatus.UNHEALTHY : HealthStatus.DEGRADED;
            }
        }
        if (state != Lifecycle.State.READY || !closed.isEmpty()) {
            status = HealthStatus.UNHEALTHY;
        }
        return report(role, status, state, closed, dependencies);
    }

    private HealthReport report(
            ProbeRole role,
            HealthStatus status,
            Lifecycle.State state,
            List<String> closed,
            List<DependencyHealth> dependencies) {
        return new HealthReport(role, status, plan.clock().instant(), state, closed, dependencies, plan);
    }

    /** Starts every run that is due before it waits for the first, so that the waits overlap. */
    private void refresh() {
        long begun = plan.ticker().nanos();
        List<@Nullable CheckRun> runs = new ArrayList<>(checks.size());
        for (MonitoredCheck check : checks) {
            runs.add(check.refresh());
        }
        try {
            for (int i = 0; i < runs.size(); i++) {
                CheckRun run = runs.get(i);
                if (run != null) {
                    checks.get(i).await(run, begun);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> closedGates() {
        return plan.gates().stream()
                .filter(gate -> !gate.isOpen())
                .map(ReadinessGate::name)
                .toList();
    }

    /** Refuses new requests without waiting for running ones, interrupts the checks and ends every thread. */
    @Override
    public void close() {
        threads.close();
        lifecycle.drain(Duration.ZERO);
    }

    /** Collects checks, gates and fields. Not safe for use by several threads. */
    public static final class Builder {

        private static final Set<String> TAKEN = Set.of("status", "timestamp", "state", "waiting_for", "dependencies");
        private static final int MOST_CHECKS = 32;
        private static final String WARM_UP = "warm-up";

        private final Map<String, CheckDefinition> checks = new LinkedHashMap<>();
        private final List<ReadinessGate> gates = new ArrayList<>();
        private final Map<String, String> fields = new LinkedHashMap<>();
        private final Map<String, String> flags = new LinkedHashMap<>();
        private Ticker ticker = Ticker.system();
        private InstantSource clock = InstantSource.system();
        private Duration timeToLive = DEFAULT_TIME_TO_LIVE;
        private Duration warmUp = Duration.ZERO;
        private boolean criticalForReadinessOnly;
        private @Nullable SecurityEventListener events;

        private Builder() {}

        /** Adds a check without which the service is not ready, with the {@link #DEFAULT_TIMEOUT}. */
        public Builder critical(String name, HealthCheck check) {
            return critical(name, check, DEFAULT_TIMEOUT);
        }

        /**
         * Adds a check without which the service is not ready.
         *
         * @param timeout how long it may take, more than zero and at most one minute
         * @throws IllegalArgumentException for a timeout beyond that, or a name that is taken, too long or not made of
         *     letters, digits, dots, hyphens and underscores
         */
        public Builder critical(String name, HealthCheck check, Duration timeout) {
            return add(new CheckDefinition(name, true, check, timeout));
        }

        /** Adds a check without which the service is degraded, with the {@link #DEFAULT_TIMEOUT}. */
        public Builder nonCritical(String name, HealthCheck check) {
            return nonCritical(name, check, DEFAULT_TIMEOUT);
        }

        /** Adds a check without which the service is degraded; the rest is as with a critical one. */
        public Builder nonCritical(String name, HealthCheck check, Duration timeout) {
            return add(new CheckDefinition(name, false, check, timeout));
        }

        private Builder add(CheckDefinition definition) {
            if (checks.size() == MOST_CHECKS || checks.putIfAbsent(definition.name(), definition) != null) {
                throw new IllegalArgumentException(
                        "there are " + MOST_CHECKS + " checks already, or one named " + definition.name());
            }
            return this;
        }

        /** Lets critical checks decide about readiness only: the overall report is then degraded, and 200. */
        public Builder criticalForReadinessOnly() {
            this.criticalForReadinessOnly = true;
            return this;
        }

        /** Keeps the service from being ready while the gate is closed. */
        public Builder gate(ReadinessGate gate) {
            gates.add(Objects.requireNonNull(gate, "gate"));
            return this;
        }

        /** Keeps the service from being ready for a span after it was built; zero for not at all. */
        public Builder warmUp(Duration span) {
            if (span.isNegative()) {
                throw new IllegalArgumentException("the warm-up is negative: " + span);
            }
            this.warmUp = span;
            return this;
        }

        /**
         * Adds a fixed text to every report, such as the service's name or version.
         *
         * @throws IllegalArgumentException when the name is taken or unfit
         */
        public Builder field(String name, String value) {
            fields.put(unused(name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Adds a boolean to the reports that tells whether the named dependency works.
         *
         * @throws IllegalArgumentException when the name is taken or unfit
         */
        public Builder flag(String name, String dependency) {
            flags.put(unused(name), Objects.requireNonNull(dependency, "dependency"));
            return this;
        }

        private String unused(String name) {
            if (TAKEN.contains(name) || fields.containsKey(name) || flags.containsKey(name)) {
                throw new IllegalArgumentException("the report has a field " + name + " already");
            }
            return HealthNames.checked(name);
        }

        /** Says how long a result is shown before the check runs again; zero for not at all. */
        public Builder timeToLive(Duration span) {
            if (span.isNegative()) {
                throw new IllegalArgumentException("the time to live is negative: " + span);
            }
            this.timeToLive = span;
            return this;
        }

        /** Replaces the monotonic clock. */
        public Builder ticker(Ticker value) {
            this.ticker = value;
            return this;
        }

        /** Replaces the wall clock. */
        public Builder clock(InstantSource value) {
            this.clock = value;
            return this;
        }

        /** Replaces the listener, which is the log by default. */
        public Builder events(SecurityEventListener value) {
            this.events = value;
            return this;
        }

        /**
         * Returns the service's health; no check has run yet.
         *
         * @throws IllegalArgumentException when a flag names a dependency that no check was added for
         */
        public Health build() {
            if (!checks.keySet().containsAll(flags.values())) {
                throw new IllegalArgumentException("a flag names a dependency without a check");
            }
            List<ReadinessGate> allGates = new ArrayList<>(gates);
            if (!warmUp.isZero()) {
                allGates.add(ReadinessGate.opensAfter(WARM_UP, warmUp, ticker));
            }
            return new Health(new HealthPlan(
                    List.copyOf(checks.values()),
                    List.copyOf(allGates),
                    Collections.unmodifiableMap(new LinkedHashMap<>(fields)),
                    Collections.unmodifiableMap(new LinkedHashMap<>(flags)),
                    timeToLive,
                    criticalForReadinessOnly,
                    ticker,
                    clock,
                    events == null ? new SecurityEventLog(ticker) : events));
        }
    }
}
