package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The example of the package's manual, run. */
class PackageExampleTest {

    @Test
    void does_what_the_manual_says() {
        CidrSet proxies = CidrSet.parse("127.0.0.0/8, ::1, 10.20.0.0/16");
        IpAddress peer = IpAddress.parse("::ffff:10.20.0.7");
        assertEquals("10.20.0.7", peer.toString());
        assertTrue(proxies.contains(peer));
        assertEquals(
                "2001:db8:1:2::",
                IpAddress.parse("2001:db8:1:2:3:4:5:6").limitKey().toString());
        assertTrue(HostPattern.parse("*.example.org").matches(HostName.parse("API.Example.org.")));
        assertEquals(
                "https://app.example.org",
                Origin.parse("https://app.example.org:443").asciiText());
    }
}
