package dev.hardening.examples.valor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Together;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two instances that share a server. */
class ValorSharedTest {

    private final Together together = new Together();

    private RunningApp start() throws Exception {
        return Valor.start(Map.of(
                "REDIS_URL",
                together.url,
                "REDIS_KEY_PREFIX",
                together.prefix,
                "REDIS_TIMEOUT_MS",
                Together.PATIENCE,
                "RATE_LIMIT_MAX_REQUESTS",
                "10"));
    }

    @Test
    void V_32_two_instances_share_one_limit() throws Exception {
        try (RunningApp one = start();
                RunningApp two = start()) {
            assertEquals(
                    10,
                    Together.served(i -> RawHttp.get((i % 2 == 0 ? one : two).port(), "/api/scenarios", Valor.DEMO)));
            assertFalse(together.keys().isEmpty());
            Response ready = RawHttp.get(two.port(), "/api/readiness");
            assertTrue(ready.text().contains("\"redis\":{\"status\":\"healthy\",\"critical\":false"), ready.text());
        }
    }

    @Test
    void E_56_who_logs_in_on_one_is_known_on_the_other_and_logs_out_of_both() throws Exception {
        try (RunningApp one = start();
                RunningApp two = start()) {
            String token = Valor.member(Valor.login(one), "access_token");
            assertEquals(201, Valor.addRun(two, token, Valor.DEMO).status());
            String bearer = "Authorization: Bearer " + token;
            assertTrue(Valor.post(two, "/api/auth/logout", "{}", bearer).status() < 300);
            assertEquals(401, Valor.addRun(one, token, Valor.DEMO).status());
        }
    }
}
