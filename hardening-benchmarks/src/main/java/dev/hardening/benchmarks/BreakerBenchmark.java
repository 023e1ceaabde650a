package dev.hardening.benchmarks;

import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Timeout;
import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.CallWay;
import dev.hardening.core.breaker.DependencyUnavailableException;
import dev.hardening.core.breaker.GuardedCall;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A call through a closed breaker and a refusal by an open one, beside Failsafe and resilience4j. Ours gives each call a
 * timeout and a place among a bounded number as well; what the others do is said at each. The floor looks at a flag, and for
 * an open breaker at the clock.
 */
@State(Scope.Benchmark)
public class BreakerBenchmark {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final GuardedCall<String, RuntimeException> CALL = () -> "fine";
    private static final GuardedCall<String, RuntimeException> BROKEN = () -> {
        throw new IllegalStateException("down");
    };

    private final Breakers breakers = Breakers.standard();
    private final Breaker closed = breakers.add("closed", settings(CallWay.INTERRUPT));
    private final Breaker handing = breakers.add("handing", settings(CallWay.HAND_OFF));
    private final Breaker open = breakers.add("open", settings(CallWay.INTERRUPT));

    private volatile boolean flag;
    private final long opened = System.nanoTime();

    private final dev.failsafe.CircuitBreaker<String> failsafeClosed = failsafe();
    private final dev.failsafe.CircuitBreaker<String> failsafeOpen = failsafe();
    private final FailsafeExecutor<String> failsafeExecutor = Failsafe.with(failsafeClosed);
    private final FailsafeExecutor<String> failsafeTimed =
            Failsafe.with(Timeout.<String>of(Duration.ofSeconds(10)), failsafeClosed);
    private final FailsafeExecutor<String> failsafeRefusing = Failsafe.with(failsafeOpen);

    private final CircuitBreaker resilienceClosed = resilience();
    private final CircuitBreaker resilienceOpen = resilience();
    private final Callable<String> resilienceCall = () -> "fine";

    /** Opens those that refuse. */
    public BreakerBenchmark() {
        for (int i = 0; i < 5; i++) {
            try {
                open.call(BROKEN);
            } catch (IllegalStateException down) {
                // What opens it.
            }
        }
        failsafeOpen.open();
        resilienceOpen.transitionToOpenState();
    }

    private static BreakerSettings settings(CallWay way) {
        return BreakerSettings.builder().resetTimeout(HOUR).way(way).build();
    }

    private static dev.failsafe.CircuitBreaker<String> failsafe() {
        return dev.failsafe.CircuitBreaker.<String>builder()
                .withFailureRateThreshold(50, 5, Duration.ofSeconds(10))
                .withDelay(HOUR)
                .build();
    }

    private static CircuitBreaker resilience() {
        return CircuitBreaker.of(
                "any",
                CircuitBreakerConfig.custom()
                        .slidingWindow(10, 5, SlidingWindowType.TIME_BASED)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(HOUR)
                        .build());
    }

    /** Ours on the caller's thread: breaker, bulkhead and timeout. */
    @Benchmark
    public String breakerClosedOurs() {
        return closed.call(CALL);
    }

    /** One look at a flag. */
    @Benchmark
    public String breakerClosedFloor() {
        if (flag) {
            throw new IllegalStateException("it is closed");
        }
        return CALL.run();
    }

    /** Failsafe's breaker alone, without its executor. */
    @Benchmark
    public String breakerClosedFailsafeAlonePeer() {
        if (!failsafeClosed.tryAcquirePermit()) {
            throw new IllegalStateException("it is closed");
        }
        String result = CALL.run();
        failsafeClosed.recordSuccess();
        return result;
    }

    /** Failsafe's executor with its breaker. */
    @Benchmark
    public String breakerClosedFailsafePeer() {
        return failsafeExecutor.get(CALL::run);
    }

    /** Failsafe's executor with its breaker and its timeout. */
    @Benchmark
    public String breakerClosedFailsafeTimeoutPeer() {
        return failsafeTimed.get(CALL::run);
    }

    /** resilience4j's breaker. */
    @Benchmark
    public String breakerClosedResilience4jPeer() throws Exception {
        return resilienceClosed.executeCallable(resilienceCall);
    }

    /** Ours on a thread of its own, which is what it does by default. */
    @Benchmark
    public String breakerHandOffOurs() {
        return handing.call(CALL);
    }

    /** Ours, a refusal with all that a client is told. */
    @Benchmark
    public Object breakerOpenOurs() {
        try {
            return open.call(CALL);
        } catch (DependencyUnavailableException refused) {
            return refused;
        }
    }

    /** One look at the clock. */
    @Benchmark
    public boolean breakerOpenFloor() {
        return System.nanoTime() - opened < HOUR.toNanos();
    }

    /** Failsafe's breaker alone refuses. */
    @Benchmark
    public boolean breakerOpenFailsafeAlonePeer() {
        return failsafeOpen.tryAcquirePermit();
    }

    /** Failsafe's executor refuses. */
    @Benchmark
    public Object breakerOpenFailsafePeer() {
        try {
            return failsafeRefusing.get(CALL::run);
        } catch (CircuitBreakerOpenException refused) {
            return refused;
        }
    }

    /** resilience4j is asked for its permit alone, and refuses. */
    @Benchmark
    public boolean breakerOpenResilience4jPermitPeer() {
        return resilienceOpen.tryAcquirePermission();
    }

    /** resilience4j refuses by an exception. */
    @Benchmark
    public Object breakerOpenResilience4jPeer() throws Exception {
        try {
            return resilienceOpen.executeCallable(resilienceCall);
        } catch (CallNotPermittedException refused) {
            return refused;
        }
    }

    /** resilience4j is asked for its permit alone, and told the result. */
    @Benchmark
    public String breakerClosedResilience4jPermitPeer() {
        if (!resilienceClosed.tryAcquirePermission()) {
            throw new IllegalStateException("it is closed");
        }
        long start = resilienceClosed.getCurrentTimestamp();
        String result = CALL.run();
        resilienceClosed.onSuccess(resilienceClosed.getCurrentTimestamp() - start, TimeUnit.NANOSECONDS);
        return result;
    }

    /** Ends the threads. */
    @TearDown
    public void end() {
        breakers.close();
    }
}
