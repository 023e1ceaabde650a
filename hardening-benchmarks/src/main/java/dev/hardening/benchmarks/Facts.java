package dev.hardening.benchmarks;

import dev.hardening.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** A request for deciding classes, with at most one header. */
record Facts(IpAddress peer, String name, String value) implements FewFields {

    static Facts with(String peer, String name, String value) {
        return new Facts(IpAddress.parse(peer), name, value);
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public @Nullable String header(String wanted) {
        return wanted.equals("Host") ? "api.example.org" : wanted.equalsIgnoreCase(name) ? value : null;
    }
}
