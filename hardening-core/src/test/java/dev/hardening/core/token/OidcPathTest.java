package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OidcPathTest {

    static final List<String> UNSAFE = List.of(
            "",
            "board",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/board//evil.example",
            "/.//evil.example",
            "/%2fevil.example",
            "/%2Fevil.example",
            "/%5cevil.example",
            "/a%5C%5Cevil.example",
            "https://evil.example",
            "http:/evil.example",
            "javascript:alert(1)",
            " /board",
            "/board ",
            "/\t/evil.example",
            "/\n/evil.example",
            "/board\r\nSet-Cookie: a=b",
            "/%0d%0aSet-Cookie: a=b",
            "/%0aboard",
            "/%7f",
            "/%",
            "/%4",
            "/%zz",
            "/board#//evil.example",
            "/<script>",
            "/\u0000",
            "/\u2028",
            "/\u00e9",
            "/\uff0fevil.example",
            "@evil.example",
            "?next=/",
            "/" + "x".repeat(OidcPath.LONGEST));

    @Test
    void takes_paths_of_this_origin_with_a_query_or_without() {
        for (String path : List.of(
                "/",
                "/board",
                "/board/",
                "/board/7?tab=1&sort=a",
                "/a%20b",
                "/a?next=//other&x=%2F%5C",
                "/a:b@c;d,e=f+g~h",
                "/" + "x".repeat(OidcPath.LONGEST - 1))) {
            assertTrue(OidcPath.isSafe(path), path);
        }
    }

    @Test
    void refuses_whatever_some_reader_takes_for_an_address_elsewhere() {
        for (String path : UNSAFE) {
            assertFalse(OidcPath.isSafe(path), path);
        }
    }

    @Test
    void what_it_takes_stays_at_the_origin_however_it_is_resolved() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        String signs = "/\\.:@?#%25fFcCdD0aA \t\n;&=xy";
        URI base = URI.create("https://app.example.org/auth/callback");
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder("/");
            for (int length = random.nextInt(8); length > 0; length--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            String path = text.toString();
            if (OidcPath.isSafe(path)) {
                taken++;
                String what = "seed " + seed + ": " + path;
                assertEquals("app.example.org", base.resolve(path).getAuthority(), what);
                assertEquals(
                        "app.example.org",
                        URI.create("https://app.example.org" + path).getAuthority(),
                        what);
            }
        }
        assertTrue(taken > 1000, "taken " + taken);
    }

    @Test
    void a_callback_is_plain_segments() {
        assertEquals("/auth/callback", OidcPath.callback("/auth/callback"));
        assertEquals("/app/v1.0/back_to-me~", OidcPath.callback("/app/v1.0/back_to-me~"));
        for (String path : List.of(
                "", "/", "back", "/back/", "//back", "/a//b", "/a/../b", "/.b", "/a?b", "/a;b", "/a%20b", "/a b",
                "/é")) {
            assertThrows(IllegalArgumentException.class, () -> OidcPath.callback(path), path);
        }
    }
}
