package dev.hardening.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.apache.catalina.filters.RateLimitFilter;
import org.eclipse.jetty.ee11.servlets.DoSFilter;

/** Limiters of others, each asked with a client's address as text, as an application has it: true when it grants. */
final class LimiterPeers {

    private LimiterPeers() {}

    /** A bucket a client in a bounded cache that forgets after an hour. */
    static Predicate<String> bucket4j(int clients, long capacity, Duration refill) {
        Cache<String, Bucket> buckets = cache(clients);
        return client -> buckets.get(
                        client,
                        unused -> Bucket.builder()
                                .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, refill))
                                .build())
                .tryConsume(1);
    }

    /** Guava's limiter in the same cache. */
    static Predicate<String> guava(int clients, double aSecond) {
        Cache<String, RateLimiter> limiters = cache(clients);
        return client ->
                limiters.get(client, unused -> RateLimiter.create(aSecond)).tryAcquire();
    }

    private static <V> Cache<String, V> cache(int clients) {
        return Caffeine.newBuilder()
                .maximumSize(Math.max(1024, clients * 5L / 4))
                .expireAfterAccess(Duration.ofHours(1))
                .build();
    }

    /** resilience4j's limiters, in its own registry, which forgets none. */
    static Predicate<String> resilience4j(int limit, Duration period) {
        RateLimiterRegistry registry = RateLimiterRegistry.of(RateLimiterConfig.custom()
                .limitForPeriod(limit)
                .limitRefreshPeriod(period)
                .timeoutDuration(Duration.ZERO)
                .build());
        return client -> registry.rateLimiter(client).acquirePermission();
    }

    /** Tomcat's filter with its fixed windows, which logs each refusal; the line is made and goes nowhere. */
    static Predicate<String> tomcat(int limit, Duration window) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new StreamHandler(OutputStream.nullOutputStream(), new SimpleFormatter()));
        return through(StubConfig.start(
                new RateLimitFilter(),
                "bucketRequests",
                Integer.toString(limit),
                "bucketDuration",
                Long.toString(window.toSeconds())));
    }

    /** Jetty's filter, which keeps the times of a client's last requests and has a deadline for each request. */
    static Predicate<String> jetty(int aSecond) {
        return through(
                StubConfig.start(new DoSFilter(), "maxRequestsPerSec", Integer.toString(aSecond), "delayMs", "-1"));
    }

    private static Predicate<String> through(Filter filter) {
        StubRequest request = new StubRequest("203.0.113.9", "Host", "api.example.org");
        StubResponse response = new StubResponse();
        FilterChain application = (asked, answer) -> {};
        return client -> {
            try {
                filter.doFilter(request.recycle().from(client), response.recycle(), application);
            } catch (IOException | ServletException e) {
                throw new IllegalStateException(e);
            }
            return response.getStatus() == 200;
        };
    }
}
