package dev.hardening.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a server listens, and what is refused before it does. */
class ServerSettingsTest {

    private static final String KEY = WebServerTest.resource("ec.p8.pem").toString();
    private static final String CERTIFICATE =
            WebServerTest.resource("ec.crt.pem").toString();

    @Test
    void listens_on_loopback_without_tls_by_default() {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of()));
        ServerSettings settings = ServerSettings.read(reader, 8080);

        assertEquals("127.0.0.1", settings.host());
        assertEquals(8080, settings.port());
        assertEquals(ServerKind.JETTY, settings.kind());
        assertFalse(settings.tls().isEnabled());
        assertTrue(reader.finish().problems().isEmpty());
    }

    @Test
    void reads_everything() {
        Map<String, String> values = new HashMap<>(Map.of("HOST", "0.0.0.0", "PORT", "0", "SERVER", "Tomcat"));
        values.putAll(Map.of("HTTPS_ENABLED", "yes", "HTTPS_KEY_PATH", KEY, "HTTPS_CERT_PATH", CERTIFICATE));
        values.put("HTTP_REDIRECT_PORT", "8080");
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        ServerSettings settings = ServerSettings.read(reader, 1);

        assertEquals("0.0.0.0", settings.host());
        assertEquals(0, settings.port());
        assertEquals(ServerKind.TOMCAT, settings.kind());
        assertTrue(settings.tls().isEnabled());
        assertEquals(8080, settings.redirectPort().orElseThrow());
        assertTrue(reader.finish().problems().isEmpty());
    }

    static Stream<Arguments> refused() {
        String rsa = WebServerTest.resource("rsa.p8.pem").toString();
        String locked = WebServerTest.resource("encrypted.pem").toString();
        return Stream.of(
                Arguments.of(Map.of("PORT", "65536"), "PORT"),
                Arguments.of(Map.of("PORT", "-1"), "PORT"),
                Arguments.of(Map.of("SERVER", "undertow"), "SERVER"),
                Arguments.of(Map.of("HTTPS_ENABLED", "maybe"), "HTTPS_ENABLED"),
                Arguments.of(Map.of("HTTP_REDIRECT_PORT", "80"), "HTTP_REDIRECT_PORT"),
                Arguments.of(tls(null, CERTIFICATE), "HTTPS_KEY_PATH"),
                Arguments.of(tls(KEY, null), "HTTPS_CERT_PATH"),
                Arguments.of(tls("/does/not/exist", CERTIFICATE), "HTTPS_KEY_PATH"),
                Arguments.of(tls("/", CERTIFICATE), "HTTPS_KEY_PATH"),
                Arguments.of(tls("/dev/zero", CERTIFICATE), "HTTPS_KEY_PATH"),
                Arguments.of(tls(CERTIFICATE, CERTIFICATE), "HTTPS_KEY_PATH"),
                Arguments.of(tls(locked, CERTIFICATE), "HTTPS_KEY_PATH"),
                Arguments.of(tls(rsa, CERTIFICATE), "HTTPS_KEY_PATH"),
                Arguments.of(tls(KEY, KEY), "HTTPS_CERT_PATH"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void names_the_variable_that_cannot_be_used(Map<String, String> values, String name) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        ServerSettings.read(reader, 8080);
        SettingReport report = reader.finish();

        assertEquals(
                Stream.of(name).toList(),
                report.refusals().stream().map(problem -> problem.name()).toList());
    }

    private static Map<String, String> tls(@Nullable String key, @Nullable String certificate) {
        Map<String, String> values = new HashMap<>(Map.of("HTTPS_ENABLED", "true"));
        if (key != null) {
            values.put("HTTPS_KEY_PATH", key);
        }
        if (certificate != null) {
            values.put("HTTPS_CERT_PATH", certificate);
        }
        return values;
    }
}
