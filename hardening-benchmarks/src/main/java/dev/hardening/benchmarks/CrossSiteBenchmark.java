package dev.hardening.benchmarks;

import dev.hardening.core.crosssite.CrossSitePolicy;
import dev.hardening.core.crosssite.CrossSiteSettings;
import dev.hardening.core.decision.Decision;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.request.CrossSite;
import dev.hardening.core.request.RequestFacts;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Deciding whether another site made a browser post, beside lookups: by Fetch Metadata, by the origin, and refused. */
@State(Scope.Thread)
public class CrossSiteBenchmark {

    private static final String APP = "https://app.example.org";
    private static final String ORIGIN = "Origin";
    private static final String SITE = "Sec-Fetch-Site";

    private final CrossSitePolicy policy = CrossSitePolicy.of(CrossSiteSettings.builder()
            .publicOrigins(OriginSet.parse("https://app.example.org, https://www.example.org"))
            .build());
    private final Set<String> origins = Set.of(APP, "https://www.example.org");
    private final @Nullable HostPort host = HostPort.tryParse("app.example.org");

    private final Posted metadata = new Posted("same-origin", APP);
    private final Posted plain = new Posted(null, APP);
    private final Posted foreign = new Posted("cross-site", "https://evil.example");

    /** A page of the service's own, as browsers say. */
    @Benchmark
    public Decision crossSiteMetadataOurs() {
        return decide(metadata);
    }

    /** A page of the service's own, as browsers say. */
    @Benchmark
    public boolean crossSiteMetadataFloor() {
        return floor(metadata);
    }

    /** A page of the service's own, by its origin. */
    @Benchmark
    public Decision crossSiteOriginOurs() {
        return decide(plain);
    }

    /** A page of the service's own, by its origin. */
    @Benchmark
    public boolean crossSiteOriginFloor() {
        return floor(plain);
    }

    /** A page of another site. */
    @Benchmark
    public Decision crossSiteRefusedOurs() {
        return decide(foreign);
    }

    /** A page of another site. */
    @Benchmark
    public boolean crossSiteRefusedFloor() {
        return floor(foreign);
    }

    private Decision decide(RequestFacts request) {
        return policy.decide(request, CrossSite.DEFAULT, true, host);
    }

    /** The least code: it knows one line of each field, and one word. */
    private boolean floor(RequestFacts request) {
        if (request.method().equals("GET")) {
            return true;
        }
        String site = request.header(SITE);
        if (site != null && site.equals("same-origin")) {
            return true;
        }
        String origin = request.header(ORIGIN);
        return origin != null && origins.contains(origin);
    }

    /** A POST that answers by comparing names, as a container does. */
    private record Posted(@Nullable String site, @Nullable String origin) implements FewFields {

        @Override
        public String method() {
            return "POST";
        }

        @Override
        public @Nullable String header(String name) {
            return switch (name) {
                case SITE -> site;
                case ORIGIN -> origin;
                default -> null;
            };
        }
    }
}
