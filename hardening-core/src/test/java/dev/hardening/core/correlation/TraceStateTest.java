package dev.hardening.core.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceStateTest {

    private static final Pattern MEMBER =
            Pattern.compile("[a-z0-9][a-z0-9_*/@-]{0,255}=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[!-+\\--<>-~]");

    private static String members(int number) {
        return IntStream.range(0, number).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
    }

    static Stream<Arguments> good() {
        return Stream.of(
                arguments(List.of("a=b"), "a=b"),
                arguments(
                        List.of("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"), "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
                arguments(List.of(" a=1 ,\tb=2\t, "), "a=1,b=2"),
                arguments(List.of("a=1", "b=2", ",,", "c=3"), "a=1,b=2,c=3"),
                arguments(List.of("a= b"), "a= b"),
                arguments(List.of("a=!#$%&'()*+-./:;<>?@[\\]^_`{|}~\""), "a=!#$%&'()*+-./:;<>?@[\\]^_`{|}~\""),
                arguments(List.of("0a_-*/@z=1"), "0a_-*/@z=1"),
                arguments(List.of("tenant@system=1"), "tenant@system=1"),
                arguments(List.of(members(32)), members(32)),
                arguments(List.of(members(16), members(32).substring(members(16).length())), members(32)));
    }

    @ParameterizedTest
    @MethodSource("good")
    void passes_on_what_is_well_formed(List<String> lines, String expected) {
        assertEquals(expected, TraceState.read(lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,\t"})
    void nothing_is_nothing(String line) {
        assertNull(TraceState.read(List.of(line)));
        assertNull(TraceState.read(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=b",
                "a=",
                "a=b=c",
                "A=b",
                "_a=b",
                "-a=b",
                "@a=b",
                "a b=c",
                "a =b",
                "a=\u00e4",
                "a=\u0000",
                "a=b\u0007c",
                "a=b\r\nSet-Cookie: c",
                "a=1,a=2",
                "a=1,b=2,a=3",
                "\u00e4=b",
                "a;b=c",
                "a=1,b",
                "a=1;=2",
                "a=\u007f",
                "\u0661=1"
            })
    void anything_malformed_discards_the_whole(String line) {
        assertNull(TraceState.read(List.of(line)));
        assertNull(TraceState.read(List.of("x=1", line)));
        assertNull(TraceState.read(List.of(line, "x=1")));
    }

    @Test
    void a_key_and_a_value_have_256_characters_at_most_and_a_list_32_members() {
        String key = "k".repeat(256);
        assertEquals(key + "=v", TraceState.read(List.of(key + "=v")));
        assertNull(TraceState.read(List.of(key + "k=v")));
        String value = "v".repeat(256);
        assertEquals("k=" + value, TraceState.read(List.of("k=" + value)));
        assertNull(TraceState.read(List.of("k=v" + value)));
        assertNull(TraceState.read(List.of(members(33))));
        assertNull(TraceState.read(List.of(members(32), "z=1")));
    }

    @Test
    void above_512_characters_large_members_go_first_and_then_the_last() {
        String large = "l=" + "x".repeat(200);
        String other = "m=" + "x".repeat(200);
        String small = "s=" + "x".repeat(98);
        assertEquals(large + "," + small, TraceState.read(List.of(large + "," + small)));
        // 202 + 202 + 100 + 2 = 506: all of it.
        assertEquals(large + "," + other + "," + small, TraceState.read(List.of(large + "," + other + "," + small)));
        assertEquals(
                large + "," + small + ",t=" + "x".repeat(98),
                TraceState.read(List.of(large + "," + small + "," + other + ",t=" + "x".repeat(98))));
        List<String> many =
                IntStream.range(0, 10).mapToObj(i -> i + "=" + "x".repeat(98)).toList();
        assertEquals(String.join(",", many.subList(0, 5)), TraceState.read(List.of(String.join(",", many))));
    }

    @Test
    void exactly_512_characters_pass() {
        String line =
                "a=" + "x".repeat(126) + ",b=" + "x".repeat(126) + ",c=" + "x".repeat(126) + ",d=" + "x".repeat(123);
        assertEquals(512, line.length());
        assertEquals(line, TraceState.read(List.of(line)));
        assertEquals(line.substring(0, line.indexOf(",d=")), TraceState.read(List.of(line + "x")));
    }

    @Test
    void more_than_any_server_sends_is_not_looked_at() {
        assertNull(TraceState.read(List.of("a=1" + ",".repeat(8200))));
        assertNull(TraceState.read(java.util.Collections.nCopies(9000, "a")));
    }

    @Test
    void any_change_of_a_good_one_is_judged_as_the_grammar_judges_it() {
        long seed = 20261127L;
        Random random = new Random(seed);
        String alphabet = "ab01_-*/@=, \tA\u00e4\u0000~!";
        int good = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder("rojo=00f067aa,c@d=t61 MzE,e/f=3");
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, c);
                    case 1 -> text.deleteCharAt(at);
                    default -> text.setCharAt(at, c);
                }
            }
            String expected = byGrammar(text.toString());
            assertEquals(expected, TraceState.read(List.of(text.toString())), "seed " + seed + ": " + text);
            good += expected == null ? 0 : 1;
        }
        assertTrue(good > 10_000 && good < 45_000, good + " were good");
    }

    private static @Nullable String byGrammar(String text) {
        List<String> members = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String member = part.replaceAll("^[ \t]+|[ \t]+$", "");
            if (!member.isEmpty()) {
                members.add(member);
            }
        }
        boolean good =
                members.stream().allMatch(member -> MEMBER.matcher(member).matches())
                        && members.stream()
                                        .map(member -> member.split("=", -1)[0])
                                        .distinct()
                                        .count()
                                == members.size();
        return good && !members.isEmpty() ? String.join(",", members) : null;
    }
}
