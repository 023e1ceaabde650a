package dev.hardening.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.testing.FakeRequest;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CookieHeaderTest {

    private static String find(String... lines) {
        @Nullable String[] value = new @Nullable String[1];
        int found = CookieHeader.find(FakeRequest.from("192.0.2.1").lines("Cookie", List.of(lines)), "sid", value);
        return found + " " + value[0];
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("1 x", List.of("sid=x")),
                Arguments.of("1 x", List.of("a=b; sid=x; c=d")),
                Arguments.of("1 x", List.of("a=b;sid=x;c=d")),
                Arguments.of("1 x", List.of("a=b", "sid=x")),
                Arguments.of("1 ", List.of("sid=")),
                Arguments.of("1 x=y", List.of("sid=x=y")),
                Arguments.of("0 null", List.of("")),
                Arguments.of("0 null", List.of("sid")),
                Arguments.of("0 null", List.of(";;;=;")),
                Arguments.of("0 null", List.of("SID=x; ssid=x; sid2=x; =sid")),
                Arguments.of("0 null", List.of("a=sid=x")),
                // Twice, in whatever disguise: nobody knows which one is meant.
                Arguments.of("2 y", List.of("sid=x; sid=y")),
                Arguments.of("2 x", List.of("sid=x; sid=x")),
                Arguments.of("2 y", List.of("sid=x", "sid=y")),
                Arguments.of("2 z", List.of("sid=x;sid=y;sid=z")),
                Arguments.of("2 y", List.of("sid=x; sid =y")),
                Arguments.of("2 y", List.of("sid=x;\tsid\t=y")),
                // A quote opens nothing, so it cannot swallow a cookie or bring one in.
                Arguments.of("1 x", List.of("a=\"b; sid=x; c=d\"")),
                Arguments.of("1 \"x\"", List.of("sid=\"x\"")),
                Arguments.of("2 y", List.of("a=\"; sid=x; b=\"; sid=y")),
                Arguments.of("1 x, sid=y", List.of("sid=x, sid=y")),
                Arguments.of("1 x", List.of("$Version=1; sid=x; $Path=/")),
                Arguments.of("1 x ", List.of("sid=x ; a=b")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void finds_the_cookie_as_browsers_write_it_and_sees_every_second_one(String expected, List<String> lines) {
        assertEquals(expected, find(lines.toArray(String[]::new)));
    }

    @Test
    void a_request_without_cookies_has_none() {
        assertEquals("0 null", find());
    }

    @Test
    void counts_every_cookie_among_whatever_others() {
        long seed = 77;
        Random random = new Random(seed);
        List<String> others =
                List.of("a=1", "sidx=2", "xsid=3", "", "\"", "a=\"", "=", "sid", " =sid=4", "$Path=/", "Sid=5");
        for (int run = 0; run < 20_000; run++) {
            StringBuilder line = new StringBuilder();
            int count = 0;
            for (int i = random.nextInt(6); i >= 0; i--) {
                boolean wanted = random.nextInt(4) == 0;
                line.append(wanted ? "sid=v" : others.get(random.nextInt(others.size())));
                line.append(random.nextBoolean() ? ";" : "; ");
                count += wanted ? 1 : 0;
            }
            String found = find(line.toString());
            assertEquals(Math.min(2, count) + (count == 0 ? " null" : " v"), found, "seed " + seed + ": " + line);
        }
    }

    @Test
    void a_line_of_a_megabyte_is_read_to_its_end() {
        assertEquals("1 x", find("sid ;".repeat(200_000) + "sid=x"));
    }
}
