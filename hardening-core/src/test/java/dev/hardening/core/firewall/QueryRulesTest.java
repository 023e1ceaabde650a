package dev.hardening.core.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.RefusalCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryRulesTest {

    private static final long SEED = 20_261_102;

    private final QueryRules rules = new QueryRules(FirewallSettings.builder()
            .maxParameters(3)
            .maxParameterName(4)
            .maxParameterValue(6)
            .build());

    private static @Nullable RefusalCode standard(String query) {
        return new QueryRules(FirewallSettings.builder().build()).judge(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a=1&b=2",
                "a=&=b&&",
                "q=a+b%20c",
                "q=gr%C3%BC%C3%9Fe",
                "q=%F0%9F%98%80",
                "text=one%0D%0Atwo%09three",
                "q=a%2Fb%2e%2e%5c;c",
                "q=100%25",
                "q=%2541",
                "filter={a:[1,2]}|^`'\\",
                "redirect=https://a.example/?x=y",
                "q=%E2%80%A8",
                "a[b]=c",
                "a?b=c?d"
            })
    void a_query_that_is_text_passes(String query) {
        assertNull(standard(query));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=%",
                "q=%2",
                "q=%zz",
                "q=100%&b=1",
                "%",
                "q=%u0041",
                "q=%00",
                "q=a%00b",
                "%00=a",
                "a%0a=b",
                "a%0d=b",
                "a%09=b",
                "a%C2%85=b",
                "q=%1b%5b31m",
                "q=%08",
                "q=%7f",
                "q=%E9",
                "q=%C0%AE",
                "q=%ED%A0%80",
                "q=%FF",
                "q=%F4%90%80%80",
                "q=%C3&b=%BC",
                "q=a b",
                "q=\n",
                "q=\u0000",
                "q=\u00fc",
                "q=\ud800",
                "q=<script>",
                "q=\"a\"",
                "q=#a"
            })
    void a_query_that_is_none_is_malformed(String query) {
        assertEquals(RefusalCode.QUERY_MALFORMED, standard(query));
    }

    @ParameterizedTest
    @CsvSource({
        "a&b&c, true",
        "a&b&c&d, false",
        "&&, true",
        "&&&, false",
        "a=1&a=1&a=1, true",
        "a=1&a=1&a=1&a=1, false",
        "abcd, true",
        "abcde, false",
        "abcd=123456, true",
        "abcde=1, false",
        "abcd=1234567, false",
        "a=%C3%BC%C3%BC%C3%BC, true",
        "a=%C3%BC%C3%BC%C3%BC1, false",
        "a=%61%61%61%61%61%61, true",
        "a=======, true",
        "a========, false",
        "%61%61%61%61=, true",
        "%61%61%61%61%61=, false",
        "abcde&a, false"
    })
    void parameters_are_bounded(String query, boolean within) {
        assertEquals(within ? null : RefusalCode.PARAMETERS_TOO_MANY, rules.judge(query));
    }

    @Test
    void every_query_that_a_form_encodes_passes() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x30000);
                boolean isText = (point >= ' ' && point != 0x7F) || point == '\n' || point == '\r' || point == '\t';
                if (isText && (point < 0xD800 || point > 0xDFFF)) {
                    text.appendCodePoint(point);
                }
            }
            String query = "q=" + URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);
            assertNull(standard(query), () -> "seed " + SEED + ": " + query);
        }
    }

    @Test
    void any_text_gets_a_verdict() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            RefusalCode code =
                    rules.judge(PathRulesTest.draw(random) + (random.nextBoolean() ? "&" : "=") + "%4" + i % 9);
            assertTrue(
                    code == null || code == RefusalCode.QUERY_MALFORMED || code == RefusalCode.PARAMETERS_TOO_MANY,
                    () -> "seed " + SEED + ": " + code);
        }
    }

    @Test
    @Timeout(20)
    void hostile_text_costs_linear_time() {
        for (String piece : new String[] {"&", "=", "a=b&", "%25", "%E2%82%AC", "%0a", "a"}) {
            assertEquals(
                    RefusalCode.PARAMETERS_TOO_MANY, standard("q=" + piece.repeat(4_000_000 / piece.length())), piece);
        }
    }
}
