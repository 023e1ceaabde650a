package dev.hardening.core.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.RefusalCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathRulesTest {

    private static final long SEED = 20_261_101;

    private static @Nullable RefusalCode sent(String path) {
        return PathRules.sent(path, false, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/",
                "/a/b.c/d-e_f~g",
                "/health/live",
                "/.well-known/security.txt",
                "/a/.hidden",
                "/a/..b/c..",
                "/a/b...c",
                "/%61dmin",
                "/%7Euser",
                "/gr%C3%BC%C3%9Fe",
                "/%E2%82%AC",
                "/%F0%9F%98%80",
                "/%F4%8F%BF%BD",
                "/a%20b",
                "/100%25",
                "/50%25%20off",
                "/50%25/x",
                "/a%25",
                "/a%25f",
                "/%25zz",
                "/a:b@c!$&'()*+,=",
                "/[a]|b^c",
                "/a%3Fb",
                "/a%23b",
                "/a%22%3C%3E",
                "/wait%E2%80%A6",
                "/Inc.",
                "/a%20",
                "/%D9%85%DB%8C%E2%80%8C%D8%AE",
                "/$batch",
                "/a.b.jsp"
            })
    void a_path_with_one_meaning_passes(String path) {
        assertNull(sent(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "http://h/a",
                "?",
                "/a%",
                "/a%2",
                "/a%2g",
                "/a%g2",
                "/%u002e",
                "/%%32%65",
                "/%+2e",
                "/%\uff12e",
                "/%00",
                "/a%00.txt",
                "/%0a",
                "/%0D%0ASet-Cookie:a",
                "/%1f",
                "/%7f",
                "/%C2%80",
                "/%C2%85",
                "/%C2%9F",
                "/%E2%80%A8",
                "/%E2%80%A9",
                "/%EF%BF%BD",
                "/%EF%BF%BF",
                "/a\u0000",
                "/a\nb",
                "/a\tb",
                "/a b",
                "/a\u007f",
                "/gr\u00fc\u00dfe",
                "/\u00c0\u00ae",
                "/\u2028",
                "/\ud800",
                "/\udc00a",
                "/%80",
                "/%BF",
                "/%C0%AE%C0%AE/",
                "/%C0%AF",
                "/%C1%9C",
                "/%C3",
                "/%C3/",
                "/%C3%28",
                "/%C3\u00bc",
                "/%E0%80%AE",
                "/%E0%80%AF",
                "/%E2%82",
                "/%ED%A0%80",
                "/%ED%BF%BF",
                "/%F0%80%80%AF",
                "/%F4%90%80%80",
                "/%F5%80%80%80",
                "/%F8%80%80%80%AF",
                "/%FF",
                "/%FE",
                "/a<b",
                "/a>b",
                "/a\"b",
                "/a#b",
                "/a`b",
                "/{a}",
                "/../%00",
                "//%zz"
            })
    void a_path_that_is_no_text_is_malformed(String path) {
        assertEquals(RefusalCode.PATH_MALFORMED, sent(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "//a",
                "/a//b",
                "/a//",
                "/.",
                "/..",
                "/...",
                "/./a",
                "/a/./b",
                "/a/../b",
                "/a/..",
                "/a/.",
                "/%2e",
                "/%2E/a",
                "/a/%2e%2e/b",
                "/a/.%2e/b",
                "/a/%2e./b",
                "/a/%2e%2e",
                "/a/.../b",
                "/a;x",
                "/a;x=1/b",
                "/a;/b",
                "/;/a",
                "/a/..;/b",
                "/a/..;x/b",
                "/a/.;/b",
                "/..;/",
                "/a/%2e%2e;/b",
                "/a%3bx",
                "/a%3B/b",
                "/a/..%3b/b",
                "/a%2fb",
                "/a%2Fb",
                "/%2f",
                "/a/..%2fb",
                "/a%2f..%2fb",
                "/a\\b",
                "/a%5cb",
                "/a/..%5cb",
                "/\\a",
                "/%252e%252e/",
                "/%252f",
                "/%2561dmin",
                "/%25%32%65",
                "/%25%32e",
                "/%252%65",
                "/%2525",
                "/%25252e",
                "/%255c",
                "/%2500",
                "/%EF%BC%8F",
                "/a%EF%BC%8F..%EF%BC%8Fb",
                "/%EF%BC%BC",
                "/%EF%B9%A8",
                "/%E2%84%80",
                "/%EF%BC%8E%EF%BC%8E/",
                "/%E2%80%A5/",
                "/%E2%80%A6",
                "/%E2%80%A4%E2%80%A4/a",
                "/%EF%B9%92."
            })
    void a_path_with_two_meanings_is_ambiguous(String path) {
        assertEquals(RefusalCode.PATH_AMBIGUOUS, sent(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/items/a;b", "/items/a;v=1/b", "/items/a;", "/items/a%3Bb", "/a;../b", "/a;.;..", "/a;x=%2e%2e"
            })
    void a_route_may_allow_semicolons(String path) {
        assertNull(PathRules.sent(path, true, false));
        assertEquals(RefusalCode.PATH_AMBIGUOUS, PathRules.sent(path, false, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/items/a%2Fb", "/items/a%2fb%2fc", "/items%2Fa", "/a%2Fb/c", "/a%2F"})
    void a_route_may_allow_encoded_slashes(String path) {
        assertNull(PathRules.sent(path, false, true));
        assertEquals(RefusalCode.PATH_AMBIGUOUS, PathRules.sent(path, true, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/items/..;/admin",
                "/items/..;x=1/admin",
                "/items/.;/a",
                "/items/%2e%2e;/a",
                "/items/..%3b/a",
                "/items/..%3bx",
                "/items/;/a",
                "/items/;x",
                "/items/;x/a",
                "/items/%3bx/a",
                "/items/..%2fadmin",
                "/items%2f..%2fadmin",
                "/items%2f%2e%2e%2fadmin",
                "/items/a%2f",
                "/items%2f%2fa",
                "/items/%2fa",
                "/items%2f/a",
                "/items/a;%2f..%2fb",
                "/items/a;x%2f../b",
                "/items/a/..%2f..;%2fb",
                "/items/a%252fb",
                "/items/a%5cb",
                "/items//a",
                "/items/../a"
            })
    void whatever_a_route_allows_no_segment_is_empty_or_of_dots(String path) {
        if (path.equals("/items/a%2f")) {
            assertNull(PathRules.sent(path, true, true));
        } else {
            assertEquals(RefusalCode.PATH_AMBIGUOUS, PathRules.sent(path, true, true));
        }
    }

    @Test
    void what_the_container_has_decoded_is_judged_too() {
        for (String path :
                new String[] {"/", "/a/b", "/gr\u00fc\u00dfe", "/a b", "/a%2Fb", "/100%", "/\ud83d\ude00", "/{a}"}) {
            assertNull(PathRules.decoded(path, false), path);
        }
        for (String path :
                new String[] {"", "a", "/a\nb", "/\u0000", "/\u2028", "/\u0085", "/\ud800", "/a\ufffd", "/\udc00"}) {
            assertEquals(RefusalCode.PATH_MALFORMED, PathRules.decoded(path, true), path);
        }
        for (String path : new String[] {"//a", "/a//b", "/../a", "/a/.", "/a\\b", "/\uff0f", "/..;/a"}) {
            assertEquals(RefusalCode.PATH_AMBIGUOUS, PathRules.decoded(path, true), path);
        }
        assertEquals(RefusalCode.PATH_AMBIGUOUS, PathRules.decoded("/a;b", false));
        assertNull(PathRules.decoded("/a;b", true));
    }

    /** What attackers build paths from. */
    private static final String[] PIECES = {
        "/",
        "/",
        "/",
        "a",
        "b",
        ".",
        "..",
        ";",
        "\\",
        "%",
        "%2",
        "%2e",
        "%2E",
        "%2f",
        "%5c",
        "%3b",
        "%25",
        "%00",
        "%0a",
        "%41",
        "%C3%BC",
        "%C3",
        "%BC",
        "%C0%AE",
        "%E2%82%AC",
        "%ED%A0%80",
        "%EF%BC%8F",
        "%F0%9F%98%80",
        "%zz",
        "2e",
        "2f",
        " ",
        "\u0000",
        "\u00fc",
        "\ud800",
        "\ud83d\ude00",
        "?",
        "#",
        "~",
        "x=1",
        "%7f",
        "%C2%85",
        "%E2%80%A8"
    };

    static String draw(Random random) {
        StringBuilder path = new StringBuilder(random.nextInt(8) == 0 ? "" : "/");
        for (int pieces = random.nextInt(7); pieces > 0; pieces--) {
            path.append(
                    random.nextInt(12) == 0
                            ? String.valueOf((char) random.nextInt(0x10000))
                            : PIECES[random.nextInt(PIECES.length)]);
        }
        return path.toString();
    }

    private static final Pattern CLEAR_RAW =
            Pattern.compile("/([A-Za-z0-9\\-_~!$&'()*+,=:@|\\[\\]^./]|%[0-9A-Fa-f]{2})*");
    private static final Pattern UNCLEAR = Pattern.compile("//|(^|/)[.\u2024-\u2026\ufe19\ufe52\uff0e]+(/|$)|[;\\\\]"
            + "|[\uff0f\uff3c\ufe68\u2100\u2101\u2105\u2106]|[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd-\uffff]"
            + "|%[0-9A-Fa-f]{2}");

    /** The same rules in another way: decode at once, then look for what must not be there. */
    private static boolean isClear(String path) {
        if (!CLEAR_RAW.matcher(path).matches()) {
            return false;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%') {
                int octet = Integer.parseInt(path.substring(i + 1, i + 3), 16);
                if (octet == '/') {
                    return false;
                }
                bytes.write(octet);
                i += 2;
            } else {
                bytes.write(path.charAt(i));
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return !UNCLEAR.matcher(decoded).find();
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void agrees_with_a_reader_that_decodes_first() {
        Random random = new Random(SEED);
        int clear = 0;
        for (int i = 0; i < 400_000; i++) {
            String path = draw(random);
            RefusalCode code = sent(path);
            assertEquals(isClear(path), code == null, () -> "seed " + SEED + ": " + path + " " + code);
            clear += code == null ? 1 : 0;
        }
        assertTrue(clear > 10_000, "only " + clear + " paths passed");
    }

    @Test
    void allowing_more_never_refuses_more() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            String path = draw(random);
            RefusalCode strict = sent(path);
            RefusalCode lenient = PathRules.sent(path, true, true);
            assertTrue(strict == lenient || strict == RefusalCode.PATH_AMBIGUOUS, () -> "seed " + SEED + ": " + path);
            if (lenient == null) {
                assertTrue(!path.contains("%00") && !path.contains("/../"), path);
            }
        }
    }

    @Test
    @Timeout(20)
    void hostile_text_costs_linear_time() {
        for (String piece :
                new String[] {"/", "/.", ";", "%25", "%2", "%252e", "%E2", "%E2%82%AC", "\ud800", "a", "%2f..;"}) {
            String path = "/" + piece.repeat(4_000_000 / piece.length());
            assertTrue(
                    sent(path) != null || piece.equals("a") || piece.equals("%E2%82%AC") || piece.equals("%25"), piece);
            PathRules.decoded(path, true);
        }
        assertNotNull(sent("/" + "a/".repeat(1_000_000) + ".."));
    }
}
