package dev.hardening.core.signature;

import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.request.SignatureScheme;
import java.util.List;
import java.util.Locale;

/** The scheme of guide 004: the lower-case hex HMAC of the body's canonical form, and no more. */
final class PythonJsonForm implements SignatureForm {

    private static final String CHARSET = "charset";

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
        if (!isUtf8(facts.headers("Content-Type"))) {
            throw Unsigned.because(SignatureFault.OTHER_CHARSET);
        }
        return new PythonJsonForm(given);
    }

    /**
     * The type is not signed, so nobody may change by it what the signed bytes say. Every reader finds the charset in its own
     * way; what none of them could misread is one parameter in its plain spelling, or none.
     */
    private static boolean isUtf8(List<String> types) {
        if (types.size() > 1) {
            return false;
        }
        String type = types.isEmpty() ? "" : types.get(0).toLowerCase(Locale.ROOT);
        int named = type.indexOf(CHARSET);
        if (named < 0) {
            return true;
        }
        String value = type.substring(named + CHARSET.length());
        int end = value.indexOf(';');
        String first = (end < 0 ? value : value.substring(0, end)).strip();
        return value.indexOf(CHARSET) < 0 && (first.equals("=utf-8") || first.equals("=\"utf-8\""));
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
        // An agent whose name logs and limits cannot hold goes by that of its key.
        return new Signed(
                agent != null && AgentNames.isName(agent) ? agent : match.key().agent(),
                match.key().agent(),
                match.mac(),
                json.number("timestamp"),
                null,
                json.text("action"));
    }
}
