package dev.hardening.benchmarks;

import dev.hardening.core.cors.CorsDecision;
import dev.hardening.core.cors.CorsPolicy;
import dev.hardening.core.cors.CorsSettings;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.request.RequestFacts;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Deciding about origins beside lookups in sets: without an origin, with one, and for a preflight. */
@State(Scope.Thread)
public class CorsBenchmark {

    private static final String APP = "https://app.example.org";
    private static final String ORIGIN = "Origin";
    private static final String METHOD = "Access-Control-Request-Method";
    private static final String HEADERS = "Access-Control-Request-Headers";

    private final CorsPolicy policy = CorsPolicy.of(CorsSettings.builder()
            .origins(OriginSet.parse("https://app.example.org, https://www.example.org, http://localhost:3000"))
            .headers("X-API-Key")
            .credentials(true)
            .build());
    private final Set<String> origins = Set.of(APP, "https://www.example.org", "http://localhost:3000");
    private final Set<String> methods = Set.of("GET", "HEAD", "POST");
    private final Set<String> headers = Set.of("content-type", "x-api-key");

    private final Asked none = new Asked("GET", null, null, null);
    private final Asked simple = new Asked("GET", APP, null, null);
    private final Asked preflight = new Asked("OPTIONS", APP, "POST", "content-type,x-api-key");

    /** A request of no page. */
    @Benchmark
    public CorsDecision corsNoneOurs() {
        return policy.decide(none);
    }

    /** A request of no page. */
    @Benchmark
    public int corsNoneFloor() {
        return floor(none);
    }

    /** A request of an allowed page. */
    @Benchmark
    public CorsDecision corsSimpleOurs() {
        return policy.decide(simple);
    }

    /** A request of an allowed page. */
    @Benchmark
    public int corsSimpleFloor() {
        return floor(simple);
    }

    /** A preflight that is granted. */
    @Benchmark
    public CorsDecision corsPreflightOurs() {
        return policy.decide(preflight);
    }

    /** A preflight that is granted. */
    @Benchmark
    public int corsPreflightFloor() {
        return floor(preflight);
    }

    /** The least code: it neither bounds nor checks what it splits, and knows one line of each field. */
    private int floor(RequestFacts request) {
        String origin = request.header(ORIGIN);
        if (origin == null || !origins.contains(origin)) {
            return 0;
        }
        if (!request.method().equals("OPTIONS")) {
            return 1;
        }
        String method = request.header(METHOD);
        String asked = request.header(HEADERS);
        if (method == null || asked == null || !methods.contains(method)) {
            return 0;
        }
        for (String name : asked.split(",", -1)) {
            if (!headers.contains(name)) {
                return 0;
            }
        }
        return 2;
    }

    /** A request that answers by comparing names, as a container does. */
    private record Asked(
            String method,
            @Nullable String origin,
            @Nullable String asksFor,
            @Nullable String asksWith) implements FewFields {

        @Override
        public @Nullable String header(String name) {
            return switch (name) {
                case ORIGIN -> origin;
                case METHOD -> asksFor;
                case HEADERS -> asksWith;
                default -> null;
            };
        }
    }
}
