package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.Origin;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OidcSettingsTest {

    private static final String SECRET = "k9TwRq2mZvX8bLd4nH7sYc3pJ6fG1aQe";
    private static final Map<String, String> GOOD = Map.of(
            "NODE_ENV", "production",
            "OIDC_ISSUER", "https://id.example.org",
            "OIDC_CLIENT_ID", "board",
            "OIDC_CLIENT_SECRET", SECRET,
            "PUBLIC_ORIGINS", "https://app.example.org");

    private record Read(Optional<OidcSettings> settings, SettingReport report) {
        String problems() {
            StringBuilder text = new StringBuilder();
            for (Problem problem : report.refusals()) {
                text.append(problem.code()).append(' ').append(problem.name()).append(';');
            }
            return text.toString();
        }
    }

    /** An empty value takes a name away. */
    private static Read read(String... namesAndValues) {
        Map<String, String> values = new HashMap<>(GOOD);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1].isEmpty()) {
                values.remove(namesAndValues[i]);
            } else {
                values.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        Optional<OidcSettings> settings = OidcSettings.read(reader);
        return new Read(settings, reader.finish());
    }

    @Test
    void is_off_without_a_client() {
        Read read = read("OIDC_CLIENT_ID", "", "OIDC_CLIENT_SECRET", "", "OIDC_ISSUER", "");
        assertEquals(Optional.empty(), read.settings());
        assertEquals("", read.problems());
        assertEquals(List.of(), read.report().warnings());
    }

    @Test
    void reads_a_client_with_defaults_and_without() {
        OidcSettings standard = read().settings().orElseThrow();
        assertEquals("board", standard.clientId());
        assertEquals("https://app.example.org/auth/callback", standard.redirectUri());
        assertEquals("openid", standard.scope());
        OidcSettings other = read("OIDC_CALLBACK_PATH", "/app/back", "OIDC_SCOPES", "email,profile openid")
                .settings()
                .orElseThrow();
        assertEquals("https://app.example.org/app/back", other.redirectUri());
        assertEquals("openid email profile", other.scope());
        assertFalse((standard + standard.summary()).contains(SECRET));
        assertTrue(standard.summary().contains("https://id.example.org as board"));
    }

    @Test
    void reads_the_secret_from_a_file(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        Read read = read("OIDC_CLIENT_SECRET", "", "OIDC_CLIENT_SECRET_FILE", file.toString());
        assertEquals("", read.problems());
        assertTrue(read.settings()
                .orElseThrow()
                .clientSecret()
                .matches(SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    static Stream<Arguments> problems() {
        return Stream.of(
                of("MISSING OIDC_ISSUER;", "OIDC_ISSUER", ""),
                of("MISSING OIDC_CLIENT_SECRET;", "OIDC_CLIENT_SECRET", ""),
                of("MISSING PUBLIC_ORIGINS;", "PUBLIC_ORIGINS", ""),
                of("SECRET_SHORT OIDC_CLIENT_SECRET;", "OIDC_CLIENT_SECRET", "k9TwRq2mZvX8bLd"),
                of("SECRET_PLACEHOLDER OIDC_CLIENT_SECRET;", "OIDC_CLIENT_SECRET", "change-me-please-now"),
                of(
                        "CONTRADICTION PUBLIC_ORIGINS, OIDC_CLIENT_ID;",
                        "PUBLIC_ORIGINS",
                        "https://a.example,https://b.example"),
                of("CONTRADICTION PUBLIC_ORIGINS, OIDC_CLIENT_ID;", "PUBLIC_ORIGINS", "http://app.example.org"),
                of("CONTRADICTION PUBLIC_ORIGINS, OIDC_CLIENT_ID;", "PUBLIC_ORIGINS", "http://localhost:3000"),
                of("MALFORMED PUBLIC_ORIGINS;", "PUBLIC_ORIGINS", "https://app.example.org/path"),
                of("MALFORMED OIDC_ISSUER;", "OIDC_ISSUER", "http://id.example.org"),
                of("MALFORMED OIDC_ISSUER;", "OIDC_ISSUER", "http://127.0.0.1:1"),
                of("MALFORMED OIDC_JWKS_URL;", "OIDC_JWKS_URL", "file:///etc/passwd"),
                of("MALFORMED OIDC_CLIENT_ID;", "OIDC_CLIENT_ID", "a b"),
                of("MALFORMED OIDC_CALLBACK_PATH;", "OIDC_CALLBACK_PATH", "https://evil.example/"),
                of("MALFORMED OIDC_CALLBACK_PATH;", "OIDC_CALLBACK_PATH", "//evil.example"),
                of("MALFORMED OIDC_SCOPES;", "OIDC_SCOPES", "a\"b"),
                of(
                        "MALFORMED OIDC_SCOPES;",
                        "OIDC_SCOPES",
                        "a b c d e f g h i j k l m n o p q r s t u v w x y z A B C D E F"));
    }

    private static Arguments of(String expected, String name, String value) {
        return Arguments.of(expected, name, value);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void does_not_start_with(String expected, String name, String value) {
        Read read = read(name, value);
        assertEquals(expected, read.problems());
    }

    @Test
    void http_on_this_machine_is_for_development() {
        Read read = read(
                "NODE_ENV",
                "development",
                "OIDC_ISSUER",
                "http://localhost:8080",
                "PUBLIC_ORIGINS",
                "http://localhost:3000");
        assertEquals("", read.problems());
        assertEquals(
                "http://localhost:3000/auth/callback",
                read.settings().orElseThrow().redirectUri());
        Read other = read("NODE_ENV", "development", "PUBLIC_ORIGINS", "http://app.example.org");
        assertEquals("CONTRADICTION PUBLIC_ORIGINS, OIDC_CLIENT_ID;", other.problems());
    }

    @Test
    void warns_of_what_has_no_effect_without_a_client() {
        Read read = read("OIDC_CLIENT_ID", "", "OIDC_CALLBACK_PATH", "/back", "OIDC_SCOPES", "email");
        assertEquals(
                List.of("OIDC_CLIENT_SECRET", "OIDC_CALLBACK_PATH", "OIDC_SCOPES"),
                read.report().warnings().stream().map(Problem::name).toList());
        assertTrue(read.report().warnings().stream().allMatch(problem -> problem.code() == ProblemCode.IGNORED));
    }

    @Test
    void an_issuer_that_only_logs_browsers_in_needs_no_audience_and_its_bearer_tokens_do_not_count() {
        SettingReader reader = SettingReader.of(SettingSource.environment(GOOD));
        assertFalse(TokenSettings.read(reader).isOn());
        assertEquals(List.of(), reader.finish().refusals());
    }

    @Test
    void by_code_the_same_rules_hold() {
        Secret secret = Secret.ofUtf8("OIDC_CLIENT_SECRET", SECRET);
        Origin https = Origin.parse("https://app.example.org");
        Origin http = Origin.parse("http://localhost:3000");
        OidcSettings.Builder good = OidcSettings.builder("https://id.example.org", "board", secret, https);
        assertEquals("openid a b", good.scopes("a", "b").build().scope());
        assertThrows(IllegalArgumentException.class, () -> good.callbackPath("//x"));
        assertThrows(IllegalArgumentException.class, () -> good.scopes("a\\b"));
        assertThrows(
                InvalidSettingsException.class,
                () -> OidcSettings.builder("https://id.example.org", "board", secret, http)
                        .build());
        assertThrows(
                InvalidSettingsException.class,
                () -> OidcSettings.builder("http://localhost:1", "board", secret, https)
                        .build());
        OidcSettings.builder("http://localhost:1", "board", secret, http)
                .unsafeLoopbackHttp()
                .build();
        assertThrows(
                IllegalArgumentException.class,
                () -> OidcSettings.builder("https://id.example.org", "", secret, https));
    }
}
