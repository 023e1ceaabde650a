package dev.hardening.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.testing.FakeTicker;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedStoresTest {

    private final FakeTicker time = new FakeTicker();

    private SharedStores open(DistributedSettings settings) {
        return SharedStores.open(settings, time, time, SecurityEventListener.none());
    }

    @Test
    void nothing_shared_is_what_this_process_keeps() {
        try (SharedStores stores = open(DistributedSettings.builder().build())) {
            assertSame(SharedStores.none(), stores);
            assertFalse(stores.isOn());
            assertEquals("not shared", stores.check());
            assertEquals(List.of(), stores.readings());
            RevocationStore revocations = RevocationStore.inMemory(time, 100);
            assertSame(revocations, stores.revocations(revocations));
            RateLimitStore limits = RateLimitStore.inMemory(time, 100);
            assertSame(limits, stores.rateLimits(limits));
            ReplayStore replays = ReplayStore.inMemory(time, time, 100);
            assertSame(replays, stores.replays(replays));
            RefreshFamilyStore families = RefreshFamilyStore.inMemory(100);
            assertSame(families, stores.families(families));
            AttemptStore attempts = AttemptStore.inMemory(time, SecurityEventListener.none(), 100);
            assertSame(attempts, stores.attempts(attempts));
        }
    }

    @ParameterizedTest
    @CsvSource({"true, REDIS_URL", "false, RATE_LIMIT_REDIS_URL"})
    void a_server_without_the_library_that_speaks_to_it_is_refused_with_its_name(boolean all, String name) {
        DistributedSettings.Builder builder = DistributedSettings.builder();
        DistributedSettings settings =
                (all ? builder.url("redis://:hush@a") : builder.rateLimitUrl("redis://:hush@a")).build();
        List<Problem> problems = assertThrows(InvalidSettingsException.class, () -> open(settings))
                .problems();
        assertEquals(1, problems.size());
        assertEquals(ProblemCode.LIBRARY_ABSENT, problems.get(0).code());
        assertEquals(name, problems.get(0).name());
        assertTrue(problems.get(0).cure().contains("hardening-redis"), problems.toString());
        assertFalse(problems.toString().contains("hush"), problems.toString());
    }
}
