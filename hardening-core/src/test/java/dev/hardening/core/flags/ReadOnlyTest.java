package dev.hardening.core.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.request.Route;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadOnlyTest {

    private final Flags flags = new Flags(
            FlagSettings.builder().readOnlyRetryAfter(Duration.ofSeconds(30)).build(), new FakeTicker());
    private final ReadOnly readOnly = ReadOnly.of(flags);

    @Test
    void E_48_unsafe_methods_wait_while_the_flag_is_on() {
        Route route = Route.open("/x");
        Route login = Route.open("/login").evenWhenReadOnly();
        for (boolean on : List.of(false, true, false)) {
            flags.set(Flag.READ_ONLY, on);
            for (String method : List.of("GET", "HEAD", "OPTIONS", "TRACE")) {
                assertTrue(readOnly.decide(method, route).isAllowed());
            }
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "get", "MKCOL", "")) {
                assertEquals(!on, readOnly.decide(method, route).isAllowed(), method);
                assertTrue(readOnly.decide(method, login).isAllowed());
            }
        }
    }

    @Test
    void the_refusal_says_how_long_to_wait() {
        flags.set(Flag.READ_ONLY, true);
        Decision decision = readOnly.decide("POST", Route.open("/x"));
        assertTrue(decision instanceof Refusal refusal
                && refusal.status() == 503
                && Duration.ofSeconds(30).equals(refusal.retryAfter()));
    }
}
