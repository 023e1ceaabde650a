package dev.hardening.benchmarks;

import dev.hardening.core.firewall.FieldCheck;
import dev.hardening.core.firewall.Firewall;
import dev.hardening.core.firewall.FirewallSettings;
import dev.hardening.core.request.Routes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An ordinary request of a browser's script: path, query and twelve header fields. */
@State(Scope.Thread)
public class FirewallBenchmark {

    private final Firewall firewall = Firewall.of(FirewallSettings.builder().build());
    private String path = "/api/v1/customers/4711/orders";
    private String query = "page=2&size=50&sort=created&q=gr%C3%BCn";
    private String[] names = {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Language",
        "Accept-Encoding",
        "Referer",
        "Authorization",
        "Cookie",
        "Sec-Fetch-Site",
        "Sec-Fetch-Mode",
        "Sec-Fetch-Dest",
        "Connection"
    };
    private final String[] values = {
        "api.example.org",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "application/json",
        "en-GB,en;q=0.8,de;q=0.5",
        "gzip, deflate, br, zstd",
        "https://shop.example.org/orders",
        "Bearer 0123456789abcdef0123456789abcdef0123456789abcdef",
        "session=0123456789abcdef; theme=dark",
        "same-site",
        "cors",
        "empty",
        "keep-alive"
    };

    /** Our verdict on the request line. */
    @Benchmark
    public boolean firewallTargetOurs() {
        return firewall.onTarget("GET", path, path, query, Routes.UNKNOWN).isAllowed();
    }

    /** Looks at each character of the path and the query once. */
    @Benchmark
    public boolean firewallTargetFloor() {
        return Floors.isVisible(path) && Floors.isVisible(query);
    }

    /** Our verdict on the header fields. */
    @Benchmark
    public boolean firewallFieldsOurs() {
        FieldCheck check = firewall.fields();
        boolean allowed = true;
        for (int i = 0; i < names.length; i++) {
            allowed &= check.line(names[i], values[i], false).isAllowed();
        }
        return allowed;
    }

    /** Looks at the same characters once. */
    @Benchmark
    public boolean firewallFieldsFloor() {
        boolean visible = true;
        for (int i = 0; i < names.length; i++) {
            visible &= Floors.isVisible(names[i]) && Floors.isVisible(values[i]);
        }
        return visible;
    }
}
