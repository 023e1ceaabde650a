package dev.hardening.core.cors;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is told by its method and by pairs of names and values, and that is asked without allocating. */
final class Asked implements RequestFacts {

    private static final IpAddress PEER = IpAddress.parse("192.0.2.1");

    private final String method;
    private final String[] pairs;

    Asked(String method, String... pairs) {
        this.method = method;
        this.pairs = pairs;
    }

    static Asked preflight(String origin, String method, String... more) {
        List<String> pairs = new ArrayList<>(List.of("Origin", origin, "Access-Control-Request-Method", method));
        pairs.addAll(List.of(more));
        return new Asked("OPTIONS", pairs.toArray(String[]::new));
    }

    @Override
    public String method() {
        return method;
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
    public @Nullable String header(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public @Nullable String only(String name) {
        String only = null;
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                if (only != null) {
                    return null;
                }
                only = pairs[i + 1];
            }
        }
        return only;
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                values.add(pairs[i + 1]);
            }
        }
        return values;
    }
}
