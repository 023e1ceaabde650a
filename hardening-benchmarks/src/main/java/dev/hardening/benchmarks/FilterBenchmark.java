package dev.hardening.benchmarks;

import dev.hardening.core.cors.CorsSettings;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.servlet.cors.CorsFilter;
import dev.hardening.servlet.headers.HeadersFilter;
import dev.hardening.servlet.proxy.ProxyFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import org.apache.catalina.filters.HttpHeaderSecurityFilter;
import org.apache.catalina.filters.RemoteIpFilter;
import org.eclipse.jetty.ee11.servlets.CrossOriginFilter;
import org.eclipse.jetty.ee11.servlets.HeaderFilter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.web.filter.ForwardedHeaderFilter;

/** One filter between the container and the application: ours alone, and those of others, each with its one duty. */
@State(Scope.Thread)
public class FilterBenchmark {

    private static final String APP = "https://app.example.org";
    private static final String ORIGINS = "https://app.example.org,https://www.example.org,http://localhost:3000";

    /** What is asked. */
    public enum Kind {
        /** Static header fields. */
        HEADERS,

        /** CORS: a request of no page. */
        CORS_NONE,

        /** CORS: a request of an allowed page. */
        CORS_SIMPLE,

        /** CORS: a preflight that is granted. */
        CORS_PREFLIGHT,

        /** The client's address without a proxy. */
        CLIENT_DIRECT,

        /** The client's address behind one trusted proxy. */
        CLIENT_FORWARDED
    }

    @Param
    Kind kind = Kind.HEADERS;

    private final StubResponse response = new StubResponse();
    private StubRequest request = new StubRequest("203.0.113.9");
    private String client = "";
    private int passed;
    private final FilterChain application = (asked, answer) -> {
        client = asked.getRemoteAddr();
        passed++;
    };
    private @Nullable Filter ours;
    private @Nullable Filter spring;
    private @Nullable Filter tomcat;
    private @Nullable Filter jetty;

    /** Makes the filters, and sees each do its duty once. */
    @Setup
    public void prepare() throws IOException, ServletException {
        Services services = Services.standard();
        switch (kind) {
            case HEADERS -> {
                ours = new HeadersFilter(HeaderSettings.builder().build(), services);
                spring = new HeaderWriterFilter(List.of(
                        new XContentTypeOptionsHeaderWriter(),
                        new XXssProtectionHeaderWriter(),
                        new CacheControlHeadersWriter(),
                        new HstsHeaderWriter(),
                        new XFrameOptionsHeaderWriter()));
                tomcat = StubConfig.start(new HttpHeaderSecurityFilter());
                jetty = StubConfig.start(new HeaderFilter(), "headerConfig", Floors.jettyHeaders());
            }
            case CORS_NONE, CORS_SIMPLE, CORS_PREFLIGHT -> cors(services);
            case CLIENT_DIRECT, CLIENT_FORWARDED -> {
                boolean direct = kind == Kind.CLIENT_DIRECT;
                request = direct
                        ? new StubRequest("203.0.113.9", "Host", "api.example.org")
                        : new StubRequest(
                                "10.0.0.1", "Host", "api.example.org", "X-Forwarded-For", "198.51.100.7, 203.0.113.9");
                ours = new ProxyFilter(
                        ProxySettings.builder()
                                .trusted(CidrSet.parse("10.0.0.0/8"))
                                .build(),
                        services);
                spring = new ForwardedHeaderFilter();
                tomcat = StubConfig.start(new RemoteIpFilter());
            }
        }
        check(ours, "203.0.113.9");
        // Spring's filter trusts everybody and takes the first element, whoever wrote it.
        check(spring, kind == Kind.CLIENT_FORWARDED ? "198.51.100.7" : "203.0.113.9");
        check(tomcat, "203.0.113.9");
        check(jetty, "203.0.113.9");
    }

    // Jetty's filter goes away with ee11, and its handler is none of servlets.
    @SuppressWarnings("removal")
    private void cors(Services services) {
        request = switch (kind) {
            case CORS_SIMPLE -> new StubRequest("203.0.113.9", "Host", "api.example.org", "Origin", APP);
            case CORS_PREFLIGHT ->
                new StubRequest(
                                "203.0.113.9",
                                "Host",
                                "api.example.org",
                                "Origin",
                                APP,
                                "Access-Control-Request-Method",
                                "POST",
                                "Access-Control-Request-Headers",
                                "content-type,x-api-key")
                        .asking("OPTIONS");
            default -> new StubRequest("203.0.113.9", "Host", "api.example.org");
        };
        ours = new CorsFilter(
                CorsSettings.builder()
                        .origins(OriginSet.parse(
                                "https://app.example.org, https://www.example.org, http://localhost:3000"))
                        .headers("X-API-Key")
                        .credentials(true)
                        .build(),
                services);
        spring = SpringChain.cors();
        tomcat = StubConfig.start(
                new org.apache.catalina.filters.CorsFilter(),
                "cors.allowed.origins",
                ORIGINS,
                "cors.allowed.methods",
                "GET,HEAD,POST",
                "cors.allowed.headers",
                "Content-Type,X-API-Key",
                "cors.support.credentials",
                "true");
        jetty = StubConfig.start(
                new CrossOriginFilter(),
                "allowedOrigins",
                ORIGINS,
                "allowedMethods",
                "GET,HEAD,POST",
                "allowedHeaders",
                "Content-Type,X-API-Key",
                "chainPreflight",
                "false");
    }

    private void check(@Nullable Filter filter, String expectedClient) throws IOException, ServletException {
        if (filter == null) {
            return;
        }
        passed = 0;
        client = "";
        through(filter);
        boolean done = switch (kind) {
            case HEADERS -> passed == 1 && "nosniff".equals(response.getHeader("X-Content-Type-Options"));
            case CORS_NONE -> passed == 1 && response.getHeader("Access-Control-Allow-Origin") == null;
            case CORS_SIMPLE -> passed == 1 && APP.equals(response.getHeader("Access-Control-Allow-Origin"));
            case CORS_PREFLIGHT ->
                passed == 0
                        && APP.equals(response.getHeader("Access-Control-Allow-Origin"))
                        && String.valueOf(response.getHeader("Access-Control-Allow-Methods"))
                                .contains("POST");
            case CLIENT_DIRECT, CLIENT_FORWARDED -> passed == 1 && client.equals(expectedClient);
        };
        if (!done) {
            throw new IllegalStateException(filter.getClass() + " did not do its duty for " + kind + ": passed "
                    + passed + ", client " + client + ", " + response.getHeaderNames());
        }
    }

    private Object through(@Nullable Filter filter) throws IOException, ServletException {
        if (filter == null) {
            throw new IllegalStateException("has no such filter: " + kind);
        }
        filter.doFilter(request.recycle(), response.recycle(), application);
        return response;
    }

    /** Ours, alone. */
    @Benchmark
    public Object filterOurs() throws IOException, ServletException {
        return through(ours);
    }

    /** Spring's and Spring Security's. */
    @Benchmark
    public Object filterSpringPeer() throws IOException, ServletException {
        return through(spring);
    }

    /** Tomcat's. */
    @Benchmark
    public Object filterTomcatPeer() throws IOException, ServletException {
        return through(tomcat);
    }

    /** Jetty's; it has none for the client's address. */
    @Benchmark
    public Object filterJettyPeer() throws IOException, ServletException {
        return through(jetty);
    }
}
