package dev.hardening.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "/, /, true",
        "/, /a, false",
        "/, '', false",
        "/a/b, /a/b, true",
        "/a/b, /a/b/, false",
        "/a/b, /a/B, false",
        "/a/b, /a/bc, false",
        "/a/b, /a, false",
        "/a/b, //a/b, false",
        "/a/b, /a//b, false",
        "/a/b, /a/b;x, false",
        "/a/b, a/b, false",
        "/health, /health.js, false",
        "/health, /x/health, false",
        "/health, /health/, false",
        "/runs/{id}, /runs/7, true",
        "/runs/{id}, /runs/, false",
        "/runs/{id}, /runs, false",
        "/runs/{id}, /runs/7/x, false",
        "/runs/{id}/log, /runs/7/log, true",
        "/runs/{id}/log, /runs//log, false",
        "/api/**, /api, true",
        "/api/**, /api/, true",
        "/api/**, /api/a/b/c, true",
        "/api/**, /apis, false",
        "/**, /, true",
        "/**, /anything/at/all, true",
        "/**, '', true",
        "/a/, /a/, true",
        "/a/, /a, false"
    })
    void matches_what_it_says_and_nothing_else(String pattern, String path, boolean expected) {
        assertEquals(expected, PathPattern.parse(pattern).matches(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "*", "/a*", "/*", "/**/a", "/{}", "/{a}{b}", "/{a", "/a}", "/a;b", "/a/**/**"})
    void other_patterns_are_refused(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> PathPattern.parse(pattern));
    }

    @Test
    void agrees_with_a_regular_expression_on_random_paths() {
        Random random = new Random(20261121);
        List<String> patterns =
                List.of("/", "/a", "/a/{x}", "/a/**", "/{x}/b", "/{x}/{y}", "/a//b", "/**", "/b/{x}/a/**");
        for (String template : patterns) {
            PathPattern pattern = PathPattern.parse(template);
            Pattern regex =
                    Pattern.compile(template.replaceAll("/\\*\\*$", "(/.*)?").replaceAll("\\{[a-z]}", "[^/]+"));
            for (int i = 0; i < 5_000; i++) {
                StringBuilder path = new StringBuilder("/");
                for (int n = random.nextInt(8); n > 0; n--) {
                    path.append("ab/;".charAt(random.nextInt(4)));
                }
                String text = path.toString();
                assertEquals(regex.matcher(text).matches(), pattern.matches(text), template + " on " + text);
            }
        }
    }
}
