package dev.hardening.core.request;

/** What of a request is signed, and how it is written down for that. */
public enum SignatureScheme {
    /** The body alone, as Python's {@code json.dumps(body, sort_keys=True)} has it; for clients that cannot do better. */
    PYTHON_JSON,
    /** Method, target, time, nonce and the digest of the body as it was sent. */
    RAW_BODY,
    /** An HTTP message signature (RFC 9421) over method, path, query and the body's digest (RFC 9530). */
    HTTP_MESSAGE
}
