package dev.hardening.core.signature;

import dev.hardening.core.request.SignatureScheme;

/** A signature as a request presents it: its header fields are well-formed, and nothing is verified yet. */
interface SignatureForm {

    /** Returns the scheme. */
    SignatureScheme scheme();

    /** Verifies the signature over the body and what else it covers, and nothing of what it says. */
    Signed verify(byte[] body, AgentKeys keys) throws Unsigned;
}
