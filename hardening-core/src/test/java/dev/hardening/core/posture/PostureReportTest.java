package dev.hardening.core.posture;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.RunMode;
import dev.hardening.core.settings.SettingReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostureReportTest {

    private static final Problem WARNING = Problem.warn(ProblemCode.LOOSENED, "A", "is loose", "tighten it");
    private static final Problem REFUSAL = Problem.refuse(ProblemCode.MISSING, "B", "is not \"set\"", "set it");

    private static PostureReport report(Problem... problems) {
        return PostureReport.of(
                new SettingReport(RunMode.PRODUCTION, List.of(problems)), Map.of("ratelimit", "100 in 60 s"));
    }

    @Test
    void warnings_alone_let_the_service_start() {
        PostureReport report = report(WARNING);
        assertTrue(report.isStartable());
        assertDoesNotThrow(report::assertStartable);
        assertDoesNotThrow(report::throwIfRefused);
        assertEquals("""
                Settings accepted (mode production, 0 refusals, 1 warning)
                  HRD-1013 WARN A: is loose
                      -> tighten it
                  ratelimit    100 in 60 s
                """, report.text());
    }

    @Test
    void a_refusal_fails_a_unit_test_and_a_start() {
        PostureReport report = report(REFUSAL, WARNING);
        AssertionError error = assertThrows(AssertionError.class, report::assertStartable);
        assertTrue(String.valueOf(error.getMessage()).contains("HRD-1001 REFUSE B"));
        InvalidSettingsException e = assertThrows(InvalidSettingsException.class, report::throwIfRefused);
        assertEquals(List.of(REFUSAL), e.problems());
    }

    @Test
    void the_json_form_has_the_same_facts() {
        assertEquals(
                "{\"startable\":false,\"mode\":\"production\",\"problems\":[{\"code\":\"HRD-1001\",\"severity\":\"refuse\","
                        + "\"name\":\"B\",\"message\":\"is not \\\"set\\\"\",\"cure\":\"set it\"}],"
                        + "\"rooms\":{\"ratelimit\":\"100 in 60 s\"}}",
                report(REFUSAL).json());
    }
}
