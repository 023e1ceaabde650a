package dev.hardening.core.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.ProblemCode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentSecurityPolicyTest {

    private static final String GUIDE = """

                    default-src 'self';
                    connect-src 'self' https://api.your-domain.tld;
                    img-src 'self' data:;
                    script-src 'self';
                    style-src 'self' 'unsafe-inline';
                    frame-ancestors 'none';
            """;

    @Test
    void a_policy_with_line_breaks_folds_them_and_keeps_every_other_byte() {
        String folded = "default-src 'self'; connect-src 'self' https://api.your-domain.tld; img-src 'self' data:;"
                + " script-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none';";
        assertEquals(folded, ContentSecurityPolicy.parse(GUIDE).toString());
        assertEquals(
                folded,
                ContentSecurityPolicy.parse(GUIDE.replace("\n", "\r\n\t ")).toString());
        String odd = "DEFAULT-SRC  'SELF' ;;  img-src\t*";
        assertEquals(odd, ContentSecurityPolicy.parse(odd).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default-src",
                "default-src 'none'",
                "script-src 'nonce-{nonce}' 'strict-dynamic' https: 'unsafe-inline'",
                "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
                "script-src 'sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb'",
                "style-src 'unsafe-hashes' 'report-sample'",
                "img-src * data: blob:",
                "img-src *.example.org https://*.example.org:8443/img/ http://localhost:* 192.0.2.1",
                "connect-src wss://example.org ws://localhost:3000",
                "sandbox",
                "sandbox allow-forms allow-scripts",
                "upgrade-insecure-requests; block-all-mixed-content",
                "require-trusted-types-for 'script'; trusted-types default dompurify 'allow-duplicates'",
                "report-uri /csp-reports https://example.org/r; report-to csp",
                "webrtc 'block'; fenced-frame-src 'none'; base-uri 'self'; form-action https://pay.example.org",
                "script-src-elem 'self'; script-src-attr 'none'; style-src-elem 'self'; style-src-attr 'none'",
                "child-src 'self'; frame-src 'self'; worker-src blob:; manifest-src 'self'; media-src 'self'; object-src 'none'"
            })
    void accepts(String text) {
        assertEquals(text, ContentSecurityPolicy.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "default-src self | \"self\" must be quoted: 'self'",
                "default-src NONE | \"none\" must be quoted: 'none'",
                "script-src \"self\" | \"self\" must be quoted: 'self'",
                "script-src 'self | \"self\" must be quoted: 'self'",
                "script-src unsafe-inline | \"unsafe-inline\" must be quoted: 'unsafe-inline'",
                "script-src nonce-{nonce} | a nonce must be quoted",
                "script-src {nonce} | outside of 'nonce-{nonce}'",
                "img-src https://x/{nonce} | outside of 'nonce-{nonce}'",
                "script-src 'nonce-abc123' | a fixed nonce",
                "script-src 'nonce-{nonce}x' | a fixed nonce",
                "script-src sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= | a hash must be quoted",
                "script-src 'sha256-short' | length and digits",
                "script-src 'sha512-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' | length and digits",
                "script-src 'slef' | not a keyword",
                "script-src 'https://example.org' | not a keyword",
                "script-src 'strict-dynamic' | without a nonce or hash",
                "default-src 'none' 'self' | 'none' stands beside",
                "img-src data | the scheme is written data:",
                "img-src https | the scheme is written https:",
                "img-src https://exa mple.org/?a=b | no host",
                "img-src example.org:port | no host",
                "img-src example..org | no host",
                "img-src [2001:db8::1] | no host",
                "img-src https:/example.org | no host",
                "img-src ex*mple.org | no host",
                "default-source 'self' | directive 1 is not one",
                "default-src 'self'; https://example.org | directive 2 is not one",
                "script-src 'self'; img-src *; SCRIPT-SRC * | script-src stands twice",
                "plugin-types application/pdf | plugin-types has no effect",
                "default-src 'self', img-src * | a comma",
                "default-src ’self’ | beyond ASCII",
                "frame-ancestors 'unsafe-inline' | only 'self' and 'none'",
                "base-uri 'nonce-{nonce}' | only 'self' and 'none'",
                "upgrade-insecure-requests 1 | takes no value",
                "sandbox forms | allow-",
                "require-trusted-types-for script | knows only 'script'",
                "require-trusted-types-for | has no value",
                "report-uri | has no value",
                "report-to /reports | the name of a group",
                "webrtc allow | knows 'allow'",
                "; | has no directive"
            })
    void names_the_mistake(String text, String named) {
        InvalidSettingsException refused =
                assertThrows(InvalidSettingsException.class, () -> ContentSecurityPolicy.parse(text));
        assertTrue(
                refused.problems().stream()
                        .anyMatch(problem -> problem.message().contains(named)),
                refused.getMessage());
        refused.problems().forEach(problem -> assertEquals(ProblemCode.POLICY_INVALID, problem.code()));
    }

    @Test
    void names_every_mistake_at_once_and_no_foreign_text() {
        String secret = "hunter2hunter2";
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class,
                () -> ContentSecurityPolicy.parse(secret + " x; img-src self '" + secret + "'; default-src none"));
        assertEquals(4, refused.problems().size());
        assertFalse(String.valueOf(refused.getMessage()).contains(secret));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b", "a b", "", "a,b", "a\rb", "a\nb", "a\tb", "ä", "a\u0000", "a\u2028"})
    void a_builder_accepts_no_separator_in_a_value(String value) {
        ContentSecurityPolicy.Builder builder = ContentSecurityPolicy.builder()
                .directive("default-src", "'none'")
                .directive("img-src", "'self'", value);
        assertThrows(InvalidSettingsException.class, builder::build);
    }

    @ParameterizedTest
    @ValueSource(strings = {"img-src; script-src", "img src", "", "img-src\n"})
    void a_builder_accepts_no_separator_in_a_name(String name) {
        ContentSecurityPolicy.Builder builder = ContentSecurityPolicy.builder().directive(name, "*");
        assertThrows(InvalidSettingsException.class, builder::build);
    }

    @Test
    void a_builder_joins_its_directives() {
        ContentSecurityPolicy policy = ContentSecurityPolicy.builder()
                .directive("default-src", "'none'")
                .directive("Script-Src", "'nonce-{nonce}'", "'strict-dynamic'")
                .directive("upgrade-insecure-requests")
                .build();
        assertEquals(
                "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; upgrade-insecure-requests",
                policy.text("abc"));
        assertTrue(policy.usesNonce());
        assertEquals(
                "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'",
                policy.without("upgrade-insecure-requests").toString());
    }

    @Test
    void tells_unsafe_sources() {
        assertEquals(
                List.of("'unsafe-inline'", "'wasm-unsafe-eval'"),
                ContentSecurityPolicy.parse("script-src 'UNSAFE-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'")
                        .unsafeSources());
        assertEquals(List.of(), HeaderProfile.WEB.policy().unsafeSources());
    }

    @Test
    void asks_for_reports_unless_the_policy_says_where_itself() {
        assertEquals(
                "default-src 'self'; report-uri /r; report-to csp",
                ContentSecurityPolicy.parse("default-src 'self';")
                        .reportingTo("/r", "csp")
                        .toString());
        String own = "default-src 'self'; report-uri /own;";
        assertEquals(
                own, ContentSecurityPolicy.parse(own).reportingTo("/r", "csp").toString());
    }

    @Test
    void any_text_is_a_policy_without_separators_to_smuggle_or_its_one_exception() {
        long seed = 20261101;
        Random random = new Random(seed);
        String alphabet = "abcs-'\"{}nonce; ,:/*.=\t\r\n0'self''none'ä\u0000";
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "script-src " : "");
            int length = random.nextInt(24);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                String policy = ContentSecurityPolicy.parse(text.toString()).toString();
                assertTrue(
                        policy.chars().allMatch(c -> (c >= ' ' && c <= '~' && c != ',') || c == '\t'),
                        "seed " + seed + ": " + policy);
                accepted++;
            } catch (InvalidSettingsException expected) {
                assertFalse(expected.problems().isEmpty());
            }
        }
        assertTrue(accepted > 100, "seed " + seed + " accepted " + accepted);
    }
}
