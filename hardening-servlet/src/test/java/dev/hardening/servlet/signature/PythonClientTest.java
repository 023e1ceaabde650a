package dev.hardening.servlet.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.House;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.PythonScript;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-47: the clients that the manual and guide 004 print, run by Python itself where the machine has it. */
class PythonClientTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```python\\n(.*?)^```$");

    /** What guide 004 does, with a time of now: it signs the sorted form and lets requests write the body. */
    private static final String GUIDE = """
            import hashlib, hmac, json, os, sys, time
            try:
                import requests
            except ImportError:
                sys.exit(77)
            data = {"agent_id": "my_agent_001", "action": "verify_proof",
                    "parameters": {"proof_data": "...", "proof_type": "age_proof", "name": "\\u00e9\\U0001F600"},
                    "timestamp": time.time()}
            payload = json.dumps(data, sort_keys=True)
            signature = hmac.new(os.environ["AI_AGENT_SECRET"].encode(), payload.encode(), hashlib.sha256).hexdigest()
            session = requests.Session()
            session.trust_env = False
            answer = session.post(os.environ["SERVICE"] + "/ai/verify-proof", json=data,
                                  headers={"X-AI-Signature": signature})
            print(answer.status_code, answer.text)
            """;

    private static TestContainer start() throws Exception {
        Routes routes = Routes.builder()
                .add(Route.guarded("/ai/verify-proof")
                        .provedBy(Proof.SIGNATURE)
                        .signed(SignatureScheme.PYTHON_JSON)
                        .signedAction("verify_proof"))
                .add(Route.guarded("/convert").provedBy(Proof.SIGNATURE).signed(SignatureScheme.RAW_BODY))
                .build();
        Services services = Services.builder().routes(routes).build();
        SignatureFilter filter = new SignatureFilter(SignedApp.settings().build(), services);
        TestApp.Handler echo = (request, response) ->
                SignedApp.answer(request, response, request.getInputStream().readAllBytes());
        return TestApp.create()
                .filter(filter)
                .servlet("/ai/verify-proof", echo)
                .servlet("/convert", echo)
                .start(Container.JETTY);
    }

    /** Runs a script and returns what it prints. */
    private static String run(Path folder, String script, int port) throws IOException, InterruptedException {
        return PythonScript.run(
                folder, script, Map.of("SERVICE", "http://127.0.0.1:" + port, "AI_AGENT_SECRET", SignedApp.SECRET));
    }

    @Test
    void H_47_the_clients_of_the_manual_are_taken(@TempDir Path folder) throws Exception {
        List<String> scripts = BLOCK.matcher(Files.readString(House.root().resolve("docs/signature.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertEquals(2, scripts.size());
        try (TestContainer server = start()) {
            String json = run(folder, scripts.get(0), server.port());
            assertTrue(json.startsWith("SIGNATURE my_agent_001 {\"agent_id\": \"my_agent_001\", \"action\""), json);
            String raw = run(folder, scripts.get(1), server.port());
            assertEquals("SIGNATURE AI_AGENT_SECRET {title: Song}", raw.strip());
        }
    }

    @Test
    void H_47_the_client_of_the_guide_is_taken_with_the_time_of_now(@TempDir Path folder) throws Exception {
        try (TestContainer server = start()) {
            String answer = run(folder, GUIDE, server.port());
            assertTrue(answer.startsWith("200 SIGNATURE my_agent_001 {\"agent_id\": \"my_agent_001\""), answer);
        }
    }
}
