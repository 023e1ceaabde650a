package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTextTest {

    @Test
    void a_cookie_is_written_with_all_that_it_has() {
        Cookie cookie = new Cookie("a", "b");
        assertEquals("a=b", CookieText.of(cookie));
        cookie.setPath("/p");
        cookie.setDomain("App.example");
        cookie.setMaxAge(0);
        cookie.setSecure(true);
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "None");
        assertEquals(
                "a=b; Path=/p; Domain=app.example; Max-Age=0; Secure; HttpOnly; SameSite=None", CookieText.of(cookie));
        Cookie dated = new Cookie("a", "b");
        dated.setAttribute("Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
        assertEquals("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", CookieText.of(dated));
    }

    @Test
    void an_attribute_without_a_value_and_one_that_is_new_are_written() {
        Cookie cookie = new Cookie("a", "");
        cookie.setAttribute("Partitioned", "");
        assertEquals("a=; Partitioned", CookieText.of(cookie));
        Cookie other = new Cookie("a", "\"b\"");
        other.setAttribute("Priority", "High");
        assertEquals("a=\"b\"; Priority=High", CookieText.of(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a,b", "a\"b", "\"", "a\\b", "a\r\nX: y", "\u00e4", "\"a;b\""})
    void a_value_that_no_cookie_can_have_is_refused(String value) {
        assertThrows(IllegalArgumentException.class, () -> CookieText.of(new Cookie("a", value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/;Domain=evil.example", "/\r\nX: y", "/\u00e4"})
    void an_attribute_cannot_bring_another_one_along(String path) {
        Cookie cookie = new Cookie("a", "b");
        cookie.setPath(path);
        assertThrows(IllegalArgumentException.class, () -> CookieText.of(cookie));
    }
}
