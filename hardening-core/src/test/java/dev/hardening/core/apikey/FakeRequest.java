package dev.hardening.core.apikey;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request with header lines and nothing else of interest. */
final class FakeRequest implements RequestFacts {

    private final List<String[]> lines = new ArrayList<>();

    static FakeRequest with(String... namesAndValues) {
        FakeRequest request = new FakeRequest();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            request.lines.add(new String[] {namesAndValues[i], namesAndValues[i + 1]});
        }
        return request;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public IpAddress peer() {
        return IpAddress.parse("192.0.2.1");
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public List<String> headers(String name) {
        return lines.stream()
                .filter(line -> line[0].equalsIgnoreCase(name))
                .map(line -> line[1])
                .toList();
    }
}
