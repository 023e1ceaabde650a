package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.testing.servlet.FakeCall;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/x, https://app.example/x",
        "/x:y, https://app.example/x:y",
        "x, https://app.example/a/x",
        "../x, https://app.example/a/../x",
        "?x, https://app.example/a/b?x",
        "#x, https://app.example/a/b#x",
        "'', https://app.example/a/b",
        "x?y:z, https://app.example/a/x?y:z",
        "//other.example/x, //other.example/x",
        "https://other.example/x, https://other.example/x",
        "mailto:a@app.example, mailto:a@app.example",
    })
    void a_redirect_leads_where_the_client_has_asked(String location, String target) {
        assertEquals(
                target, RedirectTarget.of(at("https://app.example/a/b"), at("http://10.0.0.1:8080/a/b"), location));
    }

    @ParameterizedTest
    @CsvSource({"/x", "x", "//other.example/x"})
    void without_a_proxy_it_is_the_containers(String location) {
        HttpServletRequest request = at("http://app.example/a/b");
        assertEquals(location, RedirectTarget.of(request, at("http://app.example/a/b"), location));
    }

    @ParameterizedTest
    @CsvSource({"x, https://app.example/x", "'', https://app.example/"})
    void a_url_without_a_path_is_the_root(String location, String target) {
        assertEquals(target, RedirectTarget.of(at("https://app.example"), at("http://10.0.0.1"), location));
    }

    private static HttpServletRequest at(String url) {
        return new HttpServletRequestWrapper(new FakeCall("127.0.0.1", "GET", "/").request()) {
            @Override
            public StringBuffer getRequestURL() {
                return new StringBuffer(url);
            }
        };
    }
}
