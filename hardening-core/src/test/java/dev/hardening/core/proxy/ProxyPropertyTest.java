package dev.hardening.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import dev.hardening.testing.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chains of honest proxies behind lying clients, and noise. */
class ProxyPropertyTest {

    private static final long SEED = 20261121L;
    private static final int ROUNDS = 20_000;
    private static final CidrSet TRUSTED = CidrSet.parse("10.0.0.0/8, 2001:db8:1::/48");
    private static final String NOISE = "\",;=:[]\\ \t<>%_.-0123456789abcdfor\u0000\u007f\u00e4";

    private final Random random = new Random(SEED);

    private static ClientResolver resolver(ForwardedFamily family) {
        return ClientResolver.of(
                ProxySettings.builder().trusted(TRUSTED).family(family).build());
    }

    private static String field(ForwardedFamily family) {
        return family == ForwardedFamily.FORWARDED ? "Forwarded" : "X-Forwarded-For";
    }

    private String trusted() {
        return random.nextBoolean() ? "10.0.0." + random.nextInt(256) : "2001:db8:1::" + random.nextInt(10);
    }

    private String stranger() {
        return random.nextBoolean() ? "203.0.113." + random.nextInt(256) : "2001:db8:2::" + random.nextInt(10);
    }

    private String noise(int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(NOISE.charAt(random.nextInt(NOISE.length())));
        }
        return text.toString();
    }

    private String element(ForwardedFamily family, String address) {
        boolean v6 = address.indexOf(':') >= 0;
        String port = random.nextInt(3) == 0 ? ":" + random.nextInt(65536) : "";
        String bracketed = v6 ? "[" + address + "]" : address;
        if (family == ForwardedFamily.X_FORWARDED) {
            return port.isEmpty() && random.nextBoolean() ? address : bracketed + port;
        }
        String node = "\"" + bracketed + port + "\"";
        return (random.nextBoolean() ? "proto=https;" : "") + "for=" + node
                + (random.nextBoolean() ? ";ext=\"a, \\\"for=6.6.6.6\"" : "");
    }

    /** What a client sends on its own: elements that look right, and noise, on some lines. */
    private List<String> lies(ForwardedFamily family) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            lines.add(
                    random.nextBoolean()
                            ? noise(20)
                            : element(family, random.nextBoolean() ? trusted() : "6.6.6.6") + "," + noise(8));
        }
        return lines;
    }

    /** A proxy adds to the last line or begins another one. */
    private void add(List<String> lines, String element) {
        if (lines.isEmpty() || random.nextBoolean()) {
            lines.add(element);
        } else {
            int last = lines.size() - 1;
            lines.set(last, lines.get(last) + (random.nextBoolean() ? ", " : ",") + element);
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_lie_changes_the_client_that_honest_proxies_report(ForwardedFamily family) {
        ClientResolver resolver = resolver(family);
        for (int round = 0; round < ROUNDS; round++) {
            String client = stranger();
            List<String> lines = lies(family);
            String peer = client;
            for (int proxies = random.nextInt(5); proxies > 0; proxies--) {
                add(lines, element(family, peer));
                peer = trusted();
            }
            ClientOrigin origin = resolver.resolve(FakeRequest.from(peer).lines(field(family), lines));
            String context = "seed " + SEED + ", round " + round + ", " + peer + " sends " + lines;
            assertEquals(IpAddress.parse(client), origin.client(), context);
            assertTrue(!origin.isMalformed(), context);
        }
    }

    /** The rule of the manual, said once more in the plainest way: split, reverse, walk. */
    private static IpAddress oracle(String peer, List<String> lines) {
        String[] elements = String.join(",", lines).split(",", -1);
        IpAddress client = IpAddress.parse(peer);
        for (int i = elements.length - 1; i >= 0 && !lines.isEmpty() && TRUSTED.contains(client); i--) {
            String element = elements[i].replaceAll("^[ \t]+|[ \t]+$", "");
            if (element.matches("\\[.*:.*](:[0-9]{1,5})?")) {
                element = element.substring(1, element.lastIndexOf(']'));
            } else if (element.matches("[0-9.]+:[0-9]{1,5}")) {
                element = element.substring(0, element.indexOf(':'));
            }
            IpAddress next = IpAddress.tryParse(element, 0, element.length());
            if (next == null) {
                return client;
            }
            client = next;
        }
        return client;
    }

    @ParameterizedTest
    @EnumSource(names = "X_FORWARDED")
    void agrees_with_a_plain_walk_on_any_list(ForwardedFamily family) {
        ClientResolver resolver = resolver(family);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                String address = random.nextInt(3) == 0 ? stranger() : trusted();
                add(lines, random.nextInt(6) == 0 ? noise(6) : element(family, address));
            }
            String peer = random.nextInt(4) == 0 ? stranger() : trusted();
            assertEquals(
                    oracle(peer, lines),
                    resolver.resolve(FakeRequest.from(peer).lines(field(family), lines))
                            .client(),
                    "seed " + SEED + ", round " + round + ", " + peer + " sends " + lines);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answers_noise_with_an_origin(ForwardedFamily family) {
        ClientResolver resolver = resolver(family);
        for (int round = 0; round < ROUNDS; round++) {
            FakeRequest request = FakeRequest.from("10.0.0.1").line("Host", noise(10));
            for (String name : List.of(field(family), "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port")) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    request.line(name, random.nextInt(4) == 0 ? "for=\"" + noise(20) + "\"" : noise(30));
                }
            }
            ClientOrigin origin = resolver.resolve(request);
            assertTrue(origin.scheme().equals("http") || origin.scheme().equals("https"));
        }
    }
}
