package dev.hardening.core.crosssite;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A POST with one header field, which is asked without allocating. */
record OneField(String name, String value) implements RequestFacts {

    private static final IpAddress PEER = IpAddress.parse("192.0.2.1");

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public IpAddress peer() {
        return PEER;
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public @Nullable String header(String wanted) {
        return wanted.equalsIgnoreCase(name) ? value : null;
    }

    @Override
    public @Nullable String only(String wanted) {
        return header(wanted);
    }

    @Override
    public List<String> headers(String wanted) {
        String found = header(wanted);
        return found == null ? List.of() : List.of(found);
    }
}
