package dev.hardening.core.proxy;

import dev.hardening.core.request.RequestFacts;

/** How one family of header fields is read, once the peer is known to be a trusted proxy. */
interface Forwarding {
    ClientOrigin resolve(RequestFacts facts);
}
