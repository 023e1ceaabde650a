package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.servlet.PythonScript;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client that guide 004 prints, line by line, run by Python itself where the machine has it. */
class PrintedClientTest {

    /** The guide's first block, as the function that its second block calls. */
    private static final String SIGN = """
            import os, sys
            AI_AGENT_SECRET = os.environ["AI_AGENT_SECRET"]

            def create_signature(request_data, secret):
                import hmac
                import hashlib
                import json

                payload = json.dumps(request_data, sort_keys=True)
                signature = hmac.new(
                    secret.encode(),
                    payload.encode(),
                    hashlib.sha256
                ).hexdigest()
                return signature

            request_data = {
                "agent_id": "my_agent_001",
                "action": "verify_proof",
                "parameters": {
                    "proof_data": "...",
                    "proof_type": "age_proof"
                },
                "timestamp": 1234567890.0
            }

            # Sign request
            signature = create_signature(request_data, AI_AGENT_SECRET)
            """;

    /** The guide's second block. Its address is that of the service under test. */
    private static final String CALL = """
            try:
                import requests
            except ImportError:
                sys.exit(77)

            response = requests.post(
                os.environ["SERVICE"] + "/ai/verify-proof",
                json=request_data,
                headers={"X-AI-Signature": signature}
            )
            print(response.status_code, response.headers["X-Cache"], response.text)
            """;

    private static String run(Path folder, String script, int port) throws Exception {
        return PythonScript.run(
                        folder,
                        script,
                        Map.of("SERVICE", "http://127.0.0.1:" + port, "AI_AGENT_SECRET", Honestly.AGENT_SECRET))
                .strip();
    }

    @Test
    void H_47_the_printed_client_works_unchanged(@TempDir Path folder) throws Exception {
        try (Honestly app = Honestly.start()) {
            String printed = run(folder, SIGN + CALL, app.port());
            assertTrue(printed.startsWith("200 HIT {\"agent_id\":\"my_agent_001\""), printed);
        }
    }

    @Test
    void H_41_H_47_python_signs_as_the_guide_says(@TempDir Path folder) throws Exception {
        String printed = run(folder, SIGN + "print(signature)\n", 0);
        assertEquals("23fa8228aae200273ededefdef4abcace427f1abfe9d496cb8a37325787a0173", printed);
    }
}
