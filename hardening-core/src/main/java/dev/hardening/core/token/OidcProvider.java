package dev.hardening.core.token;

import java.io.IOException;
import java.net.URI;

/**
 * What the issuer says of itself, as far as a log-in needs it.
 *
 * @param authorization where browsers log in
 * @param token where codes are redeemed
 * @param namesItself whether every answer of the authorization endpoint names the issuer (RFC 9207 section 3)
 */
record OidcProvider(URI authorization, URI token, boolean namesItself) {

    static OidcProvider of(DiscoveryDocument document) throws IOException {
        return new OidcProvider(
                document.address("authorization_endpoint"),
                document.address("token_endpoint"),
                document.says("authorization_response_iss_parameter_supported"));
    }
}
