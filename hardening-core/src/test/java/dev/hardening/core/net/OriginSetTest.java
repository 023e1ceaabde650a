package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Allocations;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginSetTest {

    private static final OriginSet SET = OriginSet.parse(
            "https://app.example.org, http://localhost:3000,https://shop.example.org:8443, https://*.pages.example.org,"
                    + " https://*.dev.example.org:8443, https://[2001:db8::1], https://192.0.2.7");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.org",
                "http://localhost:3000",
                "https://shop.example.org:8443",
                "https://a.pages.example.org",
                "https://pr-42.pages.example.org",
                "https://xn--bcher-kva.pages.example.org",
                "https://a.dev.example.org:8443",
                "https://[2001:db8::1]",
                "https://192.0.2.7"
            })
    void holds_what_a_browser_sends_for_its_entries(String value) {
        assertTrue(SET.contains(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                " ",
                "*",
                "https://",
                "https://app.example.org/",
                "https://app.example.org:443",
                "https://app.example.org:",
                "https://app.example.org:80",
                "https://app.example.org.",
                "https://app.example.org?",
                "https://app.example.org#",
                "https://app.example.org\\",
                "https://app.example.org\0",
                "https://app.example.org\n",
                " https://app.example.org",
                "https://app.example.org ",
                "https://app.example.org\t",
                "http://app.example.org",
                "HTTPS://app.example.org",
                "https://APP.example.org",
                "https://App.Example.Org",
                "https://user@app.example.org",
                "https://user:pw@app.example.org",
                "https://app.example.org@evil.example",
                "https://app.example.org.evil.example",
                "https://app.example.orgevil.example",
                "https://evilapp.example.org",
                "https://evil.app.example.org",
                "https://evil.example/https://app.example.org",
                "https://evil.example#https://app.example.org",
                "https://app.example.org, https://evil.example",
                "https://evil.example, https://app.example.org",
                "https://app.example.org https://app.example.org",
                "https://app.example.org,https://app.example.org",
                "app.example.org",
                "//app.example.org",
                "https:app.example.org",
                "https:/app.example.org",
                "https:///app.example.org",
                "https:\\\\app.example.org",
                "https://app%2eexample.org",
                "https://app.ex\u0430mple.org",
                "https://app.example\u3002org",
                "https://app.xn--exmple-4nf.org",
                "https://\uff41pp.example.org",
                "https://appxexample.org",
                "https://example.org",
                "https://.example.org",
                "http://localhost",
                "http://localhost:30000",
                "http://localhost:03000",
                "http://127.0.0.1:3000",
                "https://localhost:3000",
                "https://shop.example.org",
                "https://pages.example.org",
                "https://.pages.example.org",
                "https://*.pages.example.org",
                "https://a.b.pages.example.org",
                "https://a..pages.example.org",
                "https://-a.pages.example.org",
                "https://a-.pages.example.org",
                "https://a_b.pages.example.org",
                "https://A.pages.example.org",
                "https://a.Pages.example.org",
                "https://a.pages.example.org:443",
                "https://a.pages.example.org:8443",
                "https://a.pages.example.org/",
                "https://a.pages.example.org.",
                "https://apages.example.org",
                "https://evil.example/.pages.example.org",
                "https://evil.example?.pages.example.org",
                "https://evil@.pages.example.org",
                "https://evil:1.pages.example.org",
                "https://evil,a.pages.example.org",
                "https://b\u00fccher.pages.example.org",
                "https://\u212a.pages.example.org",
                "http://a.pages.example.org",
                "https://a.dev.example.org",
                "https://a.dev.example.org:443",
                "https://a.dev.example.org:84430",
                "https://[2001:DB8::1]",
                "https://[2001:db8:0::1]",
                "https://2001:db8::1",
                "https://192.0.2.07",
                "https://0xc0.0.2.7",
                "https://[::ffff:192.0.2.7]"
            })
    void holds_nothing_else(String value) {
        assertFalse(SET.contains(value));
    }

    @Test
    void a_label_and_a_name_have_the_lengths_of_the_dns() {
        OriginSet set = OriginSet.parse("https://*.example.org");
        assertTrue(set.contains("https://" + "a".repeat(63) + ".example.org"));
        assertFalse(set.contains("https://" + "a".repeat(64) + ".example.org"));
        String long201 = "b".repeat(63) + "." + "c".repeat(63) + "." + "d".repeat(63) + ".example";
        OriginSet deep = OriginSet.parse("https://*." + long201);
        int left = 253 - long201.length() - 1;
        assertTrue(deep.contains("https://" + "a".repeat(left) + "." + long201));
        assertFalse(deep.contains("https://" + "a".repeat(left + 1) + "." + long201));
        assertFalse(set.contains("https://" + "a".repeat(1_000_000) + ".example.org"));
    }

    /** Changes allowed origins at random: only the bytes of an entry, or one label below a wildcard, are in the set. */
    @Test
    void no_mutation_of_an_allowed_origin_is_allowed() {
        long seed = 20_261_126L;
        Random random = new Random(seed);
        List<String> literals = List.of(
                "https://app.example.org",
                "http://localhost:3000",
                "https://shop.example.org:8443",
                "https://192.0.2.7");
        Pattern wildcard = Pattern.compile("https://[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.pages\\.example\\.org");
        OriginSet set = OriginSet.parse(String.join(",", literals) + ",https://*.pages.example.org");
        List<String> starts =
                List.of(literals.get(0), literals.get(1), literals.get(2), "https://a1.pages.example.org");
        String alphabet = "aAzZ019-._:/@*%,\\ \t?#[]\0\u00e9\u0430\u212a";
        int held = 0;
        for (int run = 0; run < 200_000; run++) {
            StringBuilder text = new StringBuilder(starts.get(random.nextInt(starts.size())));
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    case 2 -> text.deleteCharAt(at);
                    default -> text.append(c);
                }
            }
            String value = text.toString();
            boolean expected =
                    literals.contains(value) || wildcard.matcher(value).matches();
            assertEquals(expected, set.contains(value), () -> "seed " + seed + ": " + value);
            held += expected ? 1 : 0;
        }
        assertTrue(held > 100, "the mutations hit some of both: " + held);
    }

    @Test
    void every_origin_is_a_state_of_its_own() {
        OriginSet any = OriginSet.parse(" * ");
        assertSame(OriginSet.any(), any);
        assertTrue(any.isAny());
        assertFalse(any.isEmpty());
        assertTrue(any.contains("https://whatever.example"));
        assertTrue(any.contains("null"));
        assertEquals(List.of(), any.entries());
        assertFalse(SET.isAny());
    }

    @Test
    void no_origin_is_in_the_empty_set() {
        assertTrue(OriginSet.none().isEmpty());
        assertSame(OriginSet.none(), OriginSet.of(List.of()));
        assertFalse(OriginSet.none().contains("https://app.example.org"));
        assertFalse(OriginSet.none().contains(""));
        assertNotEquals(OriginSet.none(), OriginSet.any());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | entry 1 | null is what",
                "https://a.example,* | entry 2 | * allows every origin",
                "*,https://a.example | entry 1 | * allows every origin",
                "https://a.example,,a.example | entry 3 | begin with the scheme",
                "https://a.example, ftp://b.example | entry 2 | begin with the scheme",
                "https://a.example/ | entry 1 | from the slash",
                "https://a.example/path | entry 1 | from the slash",
                "https://user@a.example | entry 1 | leave out the user",
                "https://* | entry 1 | two labels behind it",
                "https://*.org | entry 1 | two labels behind it",
                "https://a.*.example | entry 1 | two labels behind it",
                "https://*.*.example.org | entry 1 | two labels behind it",
                "https://*a.example.org | entry 1 | two labels behind it",
                "https://*.192.0.2.7 | entry 1 | two labels behind it",
                "https://b\u00fccher.example | entry 1 | xn--",
                "https://a.example:99999 | entry 1 | write scheme, host",
                "https://a_b.example | entry 1 | write scheme, host",
                "https://a.example. | entry 1 | write scheme, host",
                "https://*.example.org. | entry 1 | two labels behind it",
                "https://[::ffff:192.0.2.1] | entry 1 | write scheme, host",
                "https:// | entry 1 | write scheme, host"
            })
    void a_bad_list_is_refused_with_the_entry_and_the_cure(String list, String entry, String cure) {
        InvalidOriginException refused = assertThrows(InvalidOriginException.class, () -> OriginSet.parse(list));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith(entry + " ") && message.contains(cure), message);
        assertFalse(message.contains("a.example") && !list.contains("*"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,"})
    void a_list_without_an_entry_is_refused(String list) {
        assertThrows(InvalidOriginException.class, () -> OriginSet.parse(list));
        assertThrows(InvalidOriginException.class, () -> OriginSet.parseLiterals(list));
    }

    @Test
    void a_list_of_literals_takes_neither_wildcards_nor_the_star() {
        assertEquals(
                OriginSet.of(Origin.parse("https://a.example"), Origin.parse("http://b.example:81")),
                OriginSet.parseLiterals("https://a.example:443, http://b.example:81"));
        assertThrows(InvalidOriginException.class, () -> OriginSet.parseLiterals("*"));
        InvalidOriginException wildcard = assertThrows(
                InvalidOriginException.class,
                () -> OriginSet.parseLiterals("https://a.example, https://*.example.org"));
        assertEquals("entry 2 is a wildcard: write each origin out", wildcard.getMessage());
    }

    @Test
    void settings_are_folded_and_sets_compare_by_their_entries() {
        OriginSet set = OriginSet.parse("HTTPS://App.Example.org:443,, https://*.EXAMPLE.org:443 ");
        assertEquals("https://app.example.org https://*.example.org", set.toString());
        assertEquals(OriginSet.parse("https://*.example.org,https://app.example.org"), set);
        assertEquals(
                OriginSet.parse("https://*.example.org,https://app.example.org").hashCode(), set.hashCode());
        assertNotEquals(OriginSet.parse("https://app.example.org"), set);
        assertNotEquals(OriginSet.parse("https://*.example.org"), OriginSet.parse("https://example.org"));
        assertEquals("*", OriginSet.any().toString());
        assertEquals("none", OriginSet.none().toString());
    }

    @Test
    void a_pattern_reads_back_what_it_writes() {
        for (String text : List.of("https://a.example", "http://*.a.example:81", "http://*.localhost:3000")) {
            OriginPattern pattern = OriginPattern.parse(text);
            assertEquals(text, pattern.toString());
            assertEquals(pattern, OriginPattern.parse(pattern.toString()));
        }
        assertNull(OriginPattern.tryParse("https://*."));
        assertNull(OriginPattern.tryParse("*.example.org"));
        assertNull(OriginPattern.tryParse("/*.example.org"));
        assertThrows(InvalidOriginException.class, () -> OriginPattern.parse("a.example"));
        assertTrue(OriginPattern.parse("http://*.localhost:3000").isLoopback());
        assertFalse(OriginPattern.parse("http://*.example.org").isSecure());
        assertTrue(OriginPattern.parse("https://*.example.org").isSecure());
    }

    @Test
    void asking_allocates_nothing() {
        String[] values = {
            "https://app.example.org",
            "https://a.pages.example.org",
            "https://evil.example",
            "null",
            "https://a.b.pages.example.org"
        };
        int[] held = new int[1];
        Runnable calls = () -> {
            for (int i = 0; i < 10_000; i++) {
                held[0] += SET.contains(values[i % values.length]) ? 1 : 0;
            }
        };
        calls.run();
        assertEquals(0, Allocations.least(calls));
        assertTrue(held[0] > 0);
    }
}
