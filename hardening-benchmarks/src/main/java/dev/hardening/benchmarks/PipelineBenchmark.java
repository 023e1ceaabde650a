package dev.hardening.benchmarks;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.net.IpAddress;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Every room on, from the container's request to the application, with the access line written to a logger that is
 * switched off; beside a floor that strings the other floors together.
 */
@State(Scope.Thread)
public class PipelineBenchmark {

    private static final FilterChain APPLICATION = (request, response) -> {};

    /** Many clients, so that none comes near a limit of a usual size. */
    private static final int CLIENTS = 1024;

    private final HardeningFilter generous = filter(1000, Duration.ofMillis(100));
    private final HardeningFilter strict = filter(1, Duration.ofHours(1));
    private final String[] clients = new String[CLIENTS];
    private final StubRequest allowed = new StubRequest(
            "10.0.0.1",
            "Host",
            "api.example.org",
            "X-Forwarded-For",
            "203.0.113.9",
            "X-Forwarded-Proto",
            "https",
            "User-Agent",
            "bench",
            "X-API-Key",
            OursChain.KEY);
    private final StubRequest anonymous =
            new StubRequest("10.0.0.1", "Host", "api.example.org", "X-Forwarded-For", "203.0.113.9");
    private final StubResponse response = new StubResponse();
    private final IpAddress proxy = IpAddress.parse("10.0.0.1");
    private final Floors.Slots slots = new Floors.Slots(65_536, 1000, 100_000_000L);
    private int at;
    private Floors.@Nullable Keys keys;
    private Floors.@Nullable Nonces ids;

    /** Prepares the floors. */
    @Setup
    public void prepare() throws GeneralSecurityException, IOException, ServletException {
        keys = new Floors.Keys(List.of(OursChain.KEY));
        ids = new Floors.Nonces();
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = "203.0." + (112 + i / 256) + "." + i % 256;
        }
        strict.doFilter(anonymous.recycle(), response.recycle(), APPLICATION); // the one that the limit admits
    }

    private static HardeningFilter filter(int max, Duration window) {
        Services silent =
                Services.builder().events(SecurityEventListener.none()).build();
        return OursChain.filter("10.0.0.0/8", max, window, silent);
    }

    /** Ends the threads of the rooms. */
    @TearDown
    public void close() {
        generous.destroy();
        strict.destroy();
    }

    /** A request with a valid key. */
    @Benchmark
    public Object pipelineOurs() throws IOException, ServletException {
        generous.doFilter(nextAllowed(), response.recycle(), APPLICATION);
        return passed();
    }

    private StubRequest nextAllowed() {
        return allowed.recycle().with("X-Forwarded-For", clients[at++ & CLIENTS - 1]);
    }

    private Object passed() {
        return answered(200);
    }

    /** A benchmark that measured something else unawares would be worse than none. */
    private Object answered(int status) {
        if (response.getStatus() != status) {
            throw new IllegalStateException("answered with " + response.getStatus() + " and not " + status);
        }
        return response;
    }

    /** Spring's filters for forwarded fields and CORS, Bucket4j in Caffeine, and Spring Security's default chain. */
    @Benchmark
    public Object pipelineSpringPeer(Spring spring) throws IOException, ServletException {
        spring.generous.doFilter(nextAllowed(), response.recycle(), APPLICATION);
        return passed();
    }

    /** The same filters refuse a client beyond its limit. */
    @Benchmark
    public Object limitedSpringPeer(Spring spring) throws IOException, ServletException {
        spring.strict.doFilter(anonymous.recycle(), response.recycle(), APPLICATION);
        return response;
    }

    /** What only the peers need. */
    @State(Scope.Thread)
    public static class Spring {
        private final SpringChain generous = new SpringChain(1000, Duration.ofMillis(100));
        private final SpringChain strict = new SpringChain(1, Duration.ofHours(24));

        /** Sees them do their duty. */
        @Setup
        public void check() throws IOException, ServletException {
            StubRequest request = new StubRequest(
                    "10.0.0.1",
                    "Host",
                    "api.example.org",
                    "X-Forwarded-For",
                    "203.0.113.9",
                    "X-Forwarded-Proto",
                    "https");
            StubResponse answer = new StubResponse();
            String[] seen = new String[1];
            FilterChain look = (asked, given) -> {
                seen[0] = asked.getScheme() + " " + asked.getRemoteAddr();
                given.flushBuffer();
            };
            generous.doFilter(request, answer, look);
            if (!"https 203.0.113.9".equals(seen[0]) || !"DENY".equals(answer.getHeader("X-Frame-Options"))) {
                throw new IllegalStateException("the chain did not do its duty: " + seen[0] + answer.getHeaderNames());
            }
            strict.doFilter(request.recycle(), answer.recycle(), look);
            strict.doFilter(request.recycle(), answer.recycle(), look);
            if (answer.getStatus() != 429) {
                throw new IllegalStateException("granted");
            }
        }

        /** Ends the applications. */
        @TearDown
        public void close() {
            generous.destroy();
            strict.destroy();
        }
    }

    /** The same decisions, bare. */
    @Benchmark
    public Object pipelineFloor() throws IOException, ServletException, GeneralSecurityException {
        StubRequest request = nextAllowed();
        response.recycle();
        Floors.Nonces requestIds = ids;
        Floors.Keys known = keys;
        if (requestIds == null || known == null) {
            throw new IllegalStateException("not prepared");
        }
        IpAddress peer = IpAddress.parse(request.getRemoteAddr());
        IpAddress client = Floors.client(peer, proxy, request.getHeader("X-Forwarded-For"));
        response.setHeader("X-Request-ID", requestIds.next());
        Floors.headers(response);
        String key = request.getHeader("X-API-Key");
        if (client != null && key != null && slots.take(client.low(), System.nanoTime()) && known.contains(key)) {
            APPLICATION.doFilter(request, response);
        } else {
            response.setStatus(429);
        }
        return passed();
    }

    /** A request without a key: 401. */
    @Benchmark
    public Object unauthenticatedOurs() throws IOException, ServletException {
        StubRequest request = anonymous.recycle().with("X-Forwarded-For", clients[at++ & CLIENTS - 1]);
        generous.doFilter(request, response.recycle(), APPLICATION);
        return answered(401);
    }

    /** A request beyond the limit: 429. */
    @Benchmark
    public Object limitedOurs() throws IOException, ServletException {
        strict.doFilter(anonymous.recycle(), response.recycle(), APPLICATION);
        return answered(429);
    }
}
