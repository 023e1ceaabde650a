package dev.hardening.core.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputPolicyTest {

    private static final InputPolicy POLICY = InputPolicy.of(
            InputSettings.builder().activeContent(ActiveContentPolicy.REFUSE).build());
    private static final InputPolicy STRUCTURE_ONLY = InputPolicy.of(
            InputSettings.builder().activeContent(ActiveContentPolicy.OFF).build());

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String outcome(Decision decision) {
        return decision instanceof Refusal refusal ? refusal.code().name() : "allowed";
    }

    private static String decide(InputPolicy policy, @Nullable String type, String body, String... parameters) {
        Map<String, String[]> sent = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            sent.put(parameters[i], new String[] {"harmless", parameters[i + 1]});
        }
        return outcome(policy.decide(type, bytes(body), sent));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "application/json | {'text':'hello'} | allowed",
                "application/json | [1,true,null,['x']] | allowed",
                "application/json | `` | allowed",
                "application/json | {'text':'<script>'} | ACTIVE_CONTENT",
                "application/json | {'text':'\\u003cscript\\u003e'} | ACTIVE_CONTENT",
                "application/json | {'<script>':1} | ACTIVE_CONTENT",
                "application/json | '<ScRiPt>' | ACTIVE_CONTENT",
                "application/json | {'a':[1,{'b':[[],'<script>']}]} | ACTIVE_CONTENT",
                "application/vnd.api+json | {'text':'<script>'} | ACTIVE_CONTENT",
                "application/json | {'text':'money=5 and a < b'} | allowed",
                "application/json | {'text':} | JSON_MALFORMED",
                "application/json | {'a':1,'a':2} | JSON_MALFORMED",
                "application/json;charset=utf-16 | {'text':'hello'} | CONTENT_TYPE_UNSUPPORTED",
                "text/json | {'text':'hello'} | CONTENT_TYPE_UNSUPPORTED",
                "application/json, text/plain | {'text':'hello'} | CONTENT_TYPE_UNSUPPORTED",
                "text/json | `` | allowed",
                "text/plain | <script> | allowed",
                "multipart/form-data; boundary=b | <script> | allowed",
                "- | <script> | allowed"
            })
    void decides_about_bodies(@Nullable String type, String body, String outcome) {
        assertEquals(outcome, decide(POLICY, type, body));
        assertEquals(outcome.equals("ACTIVE_CONTENT") ? "allowed" : outcome, decide(STRUCTURE_ONLY, type, body), "off");
    }

    @Test
    void decides_about_parameters() {
        assertEquals("allowed", decide(POLICY, null, "", "q", "a < b", "r", ""));
        assertEquals("ACTIVE_CONTENT", decide(POLICY, null, "", "q", "a", "r", "<script>"));
        assertEquals("ACTIVE_CONTENT", decide(POLICY, null, "", "<script>", "a"));
        assertEquals("ACTIVE_CONTENT", decide(POLICY, "application/json", "{}", "q", "<script>"));
        assertEquals("ACTIVE_CONTENT", decide(POLICY, "application/json", "{", "q", "<script>"));
        assertEquals("allowed", decide(STRUCTURE_ONLY, null, "", "q", "<script>"));
        assertTrue(POLICY.onParameters(Map.of()).isAllowed());
    }

    @Test
    void a_body_beyond_a_limit_is_refused_by_its_own_code() {
        InputPolicy small =
                InputPolicy.of(InputSettings.builder().maxBytes(30).maxDepth(2).build());
        assertEquals("BODY_TOO_LARGE", decide(small, "application/json", "'" + "a".repeat(29) + "'"));
        assertEquals("allowed", decide(small, "application/json", "'" + "a".repeat(28) + "'"));
        assertEquals("JSON_TOO_COMPLEX", decide(small, "application/json", "[[[]]]"));
        assertEquals("allowed", decide(small, "text/plain", "a".repeat(31)), "not its affair");
    }

    @Test
    void says_where_the_content_is_and_never_which() {
        Refusal body = (Refusal) POLICY.decide("application/json", bytes("['<script>alert(123456)']"), Map.of());
        assertTrue(body.detail().startsWith("A text in the body holds a script element"), body.detail());
        assertFalse(body.detail().contains("alert"));
        Refusal parameter = (Refusal) POLICY.onParameters(Map.of("<script>alert", new String[] {"x"}));
        assertTrue(parameter.detail().startsWith("A text in the parameters holds"), parameter.detail());
    }

    @Test
    void what_was_read_need_not_be_read_again() {
        assertEquals(
                1,
                ((JsonObject) POLICY.onBody("application/json", bytes("{'a':1}"))
                                .value())
                        .size());
        assertTrue(POLICY.needsBody("application/json"));
        assertTrue(POLICY.needsBody("text/json"));
        assertFalse(POLICY.needsBody("text/plain"));
        assertFalse(POLICY.needsBody(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[],", "['<scrip',", "{'<':[", "'<script"})
    void a_megabyte_of_hostile_text_is_decided_in_time(String unit) {
        InputPolicy wide = InputPolicy.of(InputSettings.builder().maxDepth(256).build());
        String text = unit.repeat(1_000_000 / unit.length());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            wide.decide("application/json", bytes(text), Map.of());
            wide.decide("application/json", bytes("['" + text.replace('\'', ' ') + "']"), Map.of());
            wide.onParameters(Map.of(text, new String[] {text}));
        });
    }
}
