package dev.hardening.benchmarks;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request for deciding classes, with at most one header. */
record Facts(IpAddress peer, String name, String value) implements RequestFacts {

    static Facts with(String peer, String name, String value) {
        return new Facts(IpAddress.parse(peer), name, value);
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/api/items";
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public @Nullable String header(String wanted) {
        return wanted.equals("Host") ? "api.example.org" : wanted.equalsIgnoreCase(name) ? value : null;
    }

    @Override
    public List<String> headers(String wanted) {
        String found = header(wanted);
        return found == null ? List.of() : List.of(found);
    }
}
