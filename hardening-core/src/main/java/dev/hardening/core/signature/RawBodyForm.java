package dev.hardening.core.signature;

import dev.hardening.core.request.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scheme {@code t=<seconds>,n=<nonce>,v1=<hex>}: an HMAC over method, target, time, nonce and the body's SHA-256, each
 * on a line of its own. Several {@code v1} let a client that changes its secret sign with both.
 */
final class RawBodyForm implements SignatureForm {

    private static final int LONGEST = 1024;
    private static final int MOST_SIGNATURES = 4;
    private static final String VERSION = "HARDENING-HMAC-V1\n";

    private final SignedTarget target;
    private @Nullable String time;
    private @Nullable String nonce;
    private final List<byte[]> given = new ArrayList<>(1);

    private RawBodyForm(SignedTarget target) {
        this.target = target;
    }

    static SignatureForm read(SignedTarget target, String header) throws Unsigned {
        String value = target.facts().only(header);
        RawBodyForm form = new RawBodyForm(target);
        if (value == null || !form.read(value)) {
            throw Unsigned.because(
                    target.facts().header(header) == null ? SignatureFault.MISSING : SignatureFault.MALFORMED);
        }
        return form;
    }

    private boolean read(String value) {
        if (value.length() > LONGEST) {
            return false;
        }
        for (int start = 0; start <= value.length(); ) {
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            if (!readPart(value, start, end)) {
                return false;
            }
            start = end + 1;
        }
        return time != null && nonce != null && !given.isEmpty();
    }

    private boolean readPart(String value, int start, int end) {
        if (value.startsWith("v1=", start)) {
            byte[] mac = Hex.decode(value, start + 3, end);
            return mac != null && given.size() < MOST_SIGNATURES && given.add(mac);
        }
        if (end - start < 3) {
            return false;
        }
        String text = value.substring(start + 2, end);
        if (value.startsWith("t=", start) && time == null && Numbers.isSeconds(text)) {
            time = text;
            return true;
        }
        if (value.startsWith("n=", start) && nonce == null && Numbers.isNonce(text)) {
            nonce = text;
            return true;
        }
        return false;
    }

    @Override
    public SignatureScheme scheme() {
        return SignatureScheme.RAW_BODY;
    }

    @Override
    public Signed verify(byte[] body, AgentKeys keys) throws Unsigned {
        String once = String.valueOf(nonce);
        String message = VERSION
                + target.facts().method()
                + '\n'
                + target.target()
                + '\n'
                + time
                + '\n'
                + once
                + '\n'
                + HexFormat.of().formatHex(BodyDigest.SHA_256.of(body));
        AgentKeys.Match match = keys.findAny(message.getBytes(StandardCharsets.UTF_8), given);
        String owner = match.key().agent();
        return new Signed(owner, owner, once, Double.valueOf(String.valueOf(time)), null, null);
    }
}
