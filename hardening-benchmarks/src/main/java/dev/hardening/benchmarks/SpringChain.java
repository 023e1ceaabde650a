package dev.hardening.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * What an application on Spring has for the same duties: its filter for forwarded fields, its CORS filter, a limiter made of
 * Bucket4j's buckets in a Caffeine cache, and Spring Security's chain with all defaults of {@link HttpSecurity}, form login
 * and HTTP Basic, which lets every request pass. It authenticates nobody, which is less than ours does.
 */
final class SpringChain implements Filter {

    private final AnnotationConfigApplicationContext context;
    private final Filter[] filters;

    SpringChain(long capacity, Duration refill) {
        context = new AnnotationConfigApplicationContext(Defaults.class);
        filters = new Filter[] {
            new ForwardedHeaderFilter(),
            cors(),
            new Limiter(capacity, refill),
            context.getBean("springSecurityFilterChain", Filter.class)
        };
    }

    /** Spring's CORS filter for the origins that ours allows here. */
    static CorsFilter cors() {
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(
                List.of("https://app.example.org", "https://www.example.org", "http://localhost:3000"));
        allowed.setAllowedMethods(List.of("GET", "HEAD", "POST"));
        allowed.setAllowedHeaders(List.of("Content-Type", "X-API-Key"));
        allowed.setAllowCredentials(true);
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", allowed);
        return new CorsFilter(source);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        new Rest(chain).doFilter(request, response);
    }

    @Override
    public void destroy() {
        context.close();
    }

    /** The filters that come next, as a container keeps them: one object a request. */
    private final class Rest implements FilterChain {
        private final FilterChain application;
        private int at;

        Rest(FilterChain application) {
            this.application = application;
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
            if (at < filters.length) {
                filters[at++].doFilter(request, response, this);
            } else {
                application.doFilter(request, response);
            }
        }
    }

    /** All defaults, and everybody may pass. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    static class Defaults {

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
                    .formLogin(Customizer.withDefaults())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }
    }

    /** A bucket for each client's address, as the documentation of Bucket4j shows it. */
    static final class Limiter implements Filter {
        private final Cache<String, Bucket> buckets;
        private final long capacity;
        private final Duration refill;

        Limiter(long capacity, Duration refill) {
            this.capacity = capacity;
            this.refill = refill;
            this.buckets = Caffeine.newBuilder()
                    .maximumSize(100_000)
                    .expireAfterAccess(Duration.ofHours(1))
                    .build();
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            Bucket bucket = buckets.get(request.getRemoteAddr(), this::bucket);
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            if (probe.isConsumed()) {
                chain.doFilter(request, response);
                return;
            }
            HttpServletResponse answer = (HttpServletResponse) response;
            answer.setHeader(
                    "Retry-After", Long.toString(1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill())));
            answer.sendError(429);
        }

        private Bucket bucket(@Nullable String client) {
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, refill))
                    .build();
        }
    }
}
