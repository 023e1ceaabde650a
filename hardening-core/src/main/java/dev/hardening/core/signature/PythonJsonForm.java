package dev.hardening.core.signature;

import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.request.SignatureScheme;
import java.util.List;

/** The scheme of guide 004: the lower-case hex HMAC of the body's canonical form, and no more. */
final class PythonJsonForm implements SignatureForm {

    private static final int LONGEST_NAME = 100;

    private final byte[] given;

    private PythonJsonForm(byte[] given) {
        this.given = given;
    }

    static SignatureForm read(RequestFacts facts, String header) throws Unsigned {
        String value = facts.only(header);
        byte[] given = value == null ? null : Hex.decode(value, 0, value.length());
        if (given == null) {
            throw Unsigned.because(facts.header(header) == null ? SignatureFault.MISSING : SignatureFault.MALFORMED);
        }
        return new PythonJsonForm(given);
    }

    @Override
    public SignatureScheme scheme() {
        return SignatureScheme.PYTHON_JSON;
    }

    @Override
    public Signed verify(byte[] body, AgentKeys keys) throws Unsigned {
        PythonJson json = PythonJson.of(body);
        if (json == null) {
            throw Unsigned.because(SignatureFault.BODY_NOT_CANONICAL);
        }
        String agent = json.text("agent_id");
        AgentKeys.Match match = keys.find(agent, json.bytes(), List.of(given));
        return new Signed(
                agent != null && isName(agent) ? agent : match.key().agent(),
                match.key().id(),
                match.mac(),
                json.number("timestamp"),
                null,
                json.text("action"));
    }

    /** Tells whether logs and limits can hold it; an agent of another name goes by that of its key. */
    static boolean isName(String agent) {
        return !agent.isBlank()
                && agent.length() <= LONGEST_NAME
                && agent.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    }
}
