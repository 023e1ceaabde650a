package dev.hardening.core.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingSettingsTest {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";

    private static SettingReader reader(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return SettingReader.of(SettingSource.environment(values));
    }

    private static String text(TracingSettings settings, String field) {
        Secret value = Objects.requireNonNull(settings.fields().get(field), field);
        return value.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void nothing_set_sends_nothing() {
        SettingReader reader = reader();
        TracingSettings settings = TracingSettings.read(reader);
        assertFalse(settings.isOn());
        assertEquals(Optional.empty(), settings.address());
        assertEquals("no spans are sent", settings.summary());
        assertTrue(reader.finish().problems().isEmpty());
    }

    @Test
    void reads_everything_and_prints_no_secret() {
        SettingReader reader = reader(
                ENDPOINT,
                "https://collect.example.org:4318/base/",
                "OTEL_SERVICE_NAME",
                "shop",
                HEADERS,
                "X-Api-Key=hush%2C+quiet, authorization=Basic%20abc=,");
        TracingSettings settings = TracingSettings.read(reader);
        assertTrue(settings.isOn());
        assertEquals(Optional.of(URI.create("https://collect.example.org:4318/base/v1/traces")), settings.address());
        assertEquals("hush,+quiet", text(settings, "x-api-key"));
        assertEquals("Basic abc=", text(settings, "authorization"));
        assertEquals(
                "spans of shop go to https://collect.example.org:4318/base/v1/traces with authorization, x-api-key",
                settings.summary());
        assertFalse(settings.toString().contains("hush"));
        assertTrue(reader.finish().problems().isEmpty(), reader.finish().problems()::toString);
        String log = new Redactor(reader.secrets().all()).redact("sent hush,+quiet there");
        assertFalse(log.contains("quiet"), log);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:4318, http://127.0.0.1:4318/v1/traces",
        "HTTP://localhost, HTTP://localhost/v1/traces",
        "http://[::1]:4318/, http://[::1]:4318/v1/traces",
        "https://a.example/x/y, https://a.example/x/y/v1/traces",
        "https://a.example:65535/x%20y/, https://a.example:65535/x%20y/v1/traces",
    })
    void the_path_of_traces_comes_behind_the_endpoint(String endpoint, String address) {
        SettingReader reader = reader(ENDPOINT, endpoint);
        assertEquals(
                Optional.of(URI.create(address)), TracingSettings.read(reader).address());
        assertTrue(reader.finish().problems().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collector:4317",
                "grpc://collector",
                "ftp://collector",
                "http://",
                "http:///v1",
                "/v1/traces",
                "http://a b",
                "https://user:hush@collector",
                "https://user@collector",
                "https://collector?x=hush",
                "https://collector#hush",
                "http://collector:0",
                "http://collector:65536",
                "http://collector:x",
                "http://under_score",
                "javascript:hush"
            })
    void what_is_no_base_url_refuses_and_is_not_repeated(String endpoint) {
        SettingReader reader = reader(ENDPOINT, endpoint);
        assertFalse(TracingSettings.read(reader).isOn());
        List<Problem> refusals = reader.finish().refusals();
        assertEquals(1, refusals.size());
        assertEquals(ProblemCode.MALFORMED, refusals.get(0).code());
        assertEquals(ENDPOINT, refusals.get(0).name());
        assertFalse(refusals.toString().contains("hush"));
        assertThrows(
                InvalidSettingsException.class, () -> TracingSettings.builder().endpoint(endpoint));
    }

    @ParameterizedTest
    @CsvSource({
        "production, http://10.0.0.7:4318, 1",
        "production, http://collector:4318, 1",
        "production, http://localhost.example.org, 1",
        "production, https://collector, 0",
        "production, http://127.9.9.9, 0",
        "production, http://localhost, 0",
        "development, http://collector:4318, 0",
    })
    void plain_http_to_another_machine_is_a_warning_in_production(String mode, String endpoint, int warnings) {
        SettingReader reader = reader("NODE_ENV", mode, ENDPOINT, endpoint, HEADERS, "a=hush");
        assertTrue(TracingSettings.read(reader).isOn());
        SettingReport report = reader.finish();
        assertEquals(warnings, report.warnings().size(), report.warnings()::toString);
        assertFalse(report.isRefused());
        if (warnings > 0) {
            assertEquals(ProblemCode.LOOSENED, report.warnings().get(0).code());
            assertTrue(report.warnings().get(0).toString().contains("the fields of " + HEADERS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hush",
                "=hush",
                "a b=hush",
                "a=hush%0d%0aX: y",
                "a=hush%00",
                "a=",
                "a=hush%c3%a4",
                "a=hush%zz",
                "a=hush%2",
                "Host=hush",
                "content-LENGTH=hush",
                "transfer-encoding=hush",
                "a=hush,A=hush",
                "\u00e4=hush",
                "a=hush,b"
            })
    void fields_that_cannot_be_sent_refuse_and_are_not_repeated(String list) {
        SettingReader reader = reader(ENDPOINT, "https://collector", HEADERS, list);
        assertTrue(TracingSettings.read(reader).fields().isEmpty());
        List<Problem> refusals = reader.finish().refusals();
        assertEquals(1, refusals.size());
        assertEquals(ProblemCode.MALFORMED, refusals.get(0).code());
        assertFalse(refusals.toString().contains("hush"));
    }

    @Test
    void fields_by_code_obey_the_same_rules() {
        TracingSettings.Builder builder = TracingSettings.builder();
        Secret good = Secret.ofUtf8("key", "k");
        assertThrows(InvalidSettingsException.class, () -> builder.field("Host", good));
        assertThrows(InvalidSettingsException.class, () -> builder.field("a:b", good));
        assertThrows(InvalidSettingsException.class, () -> builder.field("a", Secret.ofUtf8("key", "k\r\nx: y")));
        assertEquals("k", text(builder.field("A", good).build(), "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000b", "\ud800"})
    void a_service_has_a_name_that_can_be_shown(String name) {
        SettingReader reader = reader("OTEL_SERVICE_NAME", name);
        TracingSettings.read(reader);
        assertEquals(ProblemCode.MALFORMED, reader.finish().refusals().get(0).code());
        assertThrows(
                InvalidSettingsException.class, () -> TracingSettings.builder().serviceName(" "));
        assertThrows(
                InvalidSettingsException.class, () -> TracingSettings.builder().serviceName("x".repeat(256)));
        assertEquals(
                "x".repeat(255),
                TracingSettings.builder().serviceName("x".repeat(255)).build().serviceName());
    }
}
