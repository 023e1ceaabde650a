package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.TokenAttacks;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Refusals that find an answer begun by somebody else, or that somebody else's answer follows. */
@Timeout(60)
class LateRefusalTest {

    private static final String KEY = "Zk3vT8qLw0aXnY5rBcPd2hJ7";

    /** Says nothing until it is interrupted. */
    private static final class Silent implements RevocationStore {
        @Override
        public void revokeToken(String tokenId, Instant until) {}

        @Override
        public void revokeSession(String session, Instant until) {}

        @Override
        public void revokeSubject(String subject, Instant moment, Instant until) {}

        @Override
        public boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new StoreUnavailableException("interrupted", e);
            }
            return false;
        }
    }

    private static HardeningFilterBuilder filter(Routes routes) {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "NODE_ENV",
                "test",
                "API_KEYS",
                KEY,
                "JWT_SECRET",
                TokenAttacks.SECRET,
                "JWT_ISSUER",
                TokenAttacks.ISSUER)));
        HardeningSettings settings = HardeningSettings.builder().routes(routes).read(reader);
        reader.finish().throwIfRefused();
        return HardeningFilter.builder(settings);
    }

    @ParameterizedTest
    @EnumSource
    void the_answer_of_the_deadline_takes_the_place_of_one_that_a_filter_gave_in_vain(Container container)
            throws Exception {
        Routes routes = Routes.builder()
                .add(Route.guarded("/slow").provedBy(Proof.TOKEN).deadline(Duration.ofMillis(200)))
                .build();
        try (TestContainer server = TestApp.create()
                .filter(filter(routes).revocations(new Silent()).build())
                .servlet("/slow", (request, response) -> response.getWriter().print("slow"))
                .start(container)) {
            String token = TokenAttacks.good(InstantSource.system().instant());

            RawHttp.Response late = RawHttp.get(server.port(), "/slow", "Authorization: Bearer " + token);

            assertEquals(503, late.status());
            assertTrue(late.text().contains("REQUEST_TIMEOUT"), late.text());
            assertEquals(
                    late.header("Content-Length"), String.valueOf(late.text().length()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_before_that_has_asked_for_the_writer_keeps_nobody_from_refusing(Container container)
            throws Exception {
        Filter before = (request, response, chain) -> {
            response.getWriter().print("begun");
            ((HttpServletResponse) response).setHeader("ETag", "\"begun\"");
            chain.doFilter(request, response);
        };
        try (TestContainer server = TestApp.create()
                .filter(before)
                .filter(filter(Routes.none()).build())
                .servlet("/hello", (request, response) -> response.getWriter().print("hello"))
                .start(container)) {
            RawHttp.Response refused = RawHttp.get(server.port(), "/hello");

            assertEquals(401, refused.status());
            assertTrue(refused.text().startsWith("{\"type\":"), refused.text());
            assertNull(refused.header("ETag"));
            assertEquals(1, refused.values("X-Content-Type-Options").size());
        }
    }
}
