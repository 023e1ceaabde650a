package dev.hardening.core.token;

import dev.hardening.core.json.JsonBoolean;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import java.io.IOException;
import java.net.URI;

/** What an issuer says of itself (OpenID Connect Discovery section 3), believed as far as it says that it is that issuer. */
final class DiscoveryDocument {

    private static final String PATH = "/.well-known/openid-configuration";
    private static final JsonReader READER = JsonReader.of(
            JsonLimits.builder().maxBytes(KeySetSource.LARGEST).maxDepth(8).build());

    private final ExternalIssuer issuer;
    private final JsonObject members;

    private DiscoveryDocument(ExternalIssuer issuer, JsonObject members) {
        this.issuer = issuer;
        this.members = members;
    }

    /** Returns where the document is. */
    static URI addressOf(ExternalIssuer issuer) {
        String base = issuer.issuer();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH);
    }

    /** Reads a document; section 4.3: what answers for an issuer must say that it is that issuer. */
    static DiscoveryDocument read(ExternalIssuer issuer, byte[] bytes) throws IOException {
        JsonObject members;
        try {
            members = READER.readObject(bytes);
        } catch (JsonException e) {
            throw new IOException("the discovery document is not JSON", e);
        }
        if (!issuer.issuer().equals(members.string("issuer"))) {
            throw new IOException("the discovery document is of another issuer");
        }
        return new DiscoveryDocument(issuer, members);
    }

    /** Returns an address that may be talked to. */
    URI address(String name) throws IOException {
        String text = members.string(name);
        URI address = text == null ? null : KeySetAddress.parse(text, issuer.allowsLoopbackHttp());
        if (address == null) {
            throw new IOException("the discovery document names no https address in " + name);
        }
        return address;
    }

    /** Tells whether a member is there and true. */
    boolean says(String name) {
        return members.get(name) instanceof JsonBoolean said && said.value();
    }
}
