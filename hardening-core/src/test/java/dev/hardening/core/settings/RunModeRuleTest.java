package dev.hardening.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunModeRuleTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UNSET_IS_PRODUCTION  |                                             | PRODUCTION  |
            UNSET_IS_DEVELOPMENT |                                             | DEVELOPMENT | WARN NODE_ENV
            UNSET_IS_REFUSED     |                                             | PRODUCTION  | REFUSE NODE_ENV
            UNSET_IS_PRODUCTION  | NODE_ENV=                                   | PRODUCTION  |
            UNSET_IS_PRODUCTION  | NODE_ENV=Development                        | DEVELOPMENT |
            UNSET_IS_REFUSED     | FLASK_ENV=test                              | TEST        |
            UNSET_IS_REFUSED     | ENVIRONMENT=staging                         | PRODUCTION  |
            UNSET_IS_PRODUCTION  | NODE_ENV=prod                               | PRODUCTION  | REFUSE NODE_ENV
            UNSET_IS_PRODUCTION  | NODE_ENV=production;FLASK_ENV=PRODUCTION    | PRODUCTION  |
            UNSET_IS_PRODUCTION  | NODE_ENV=production;ENVIRONMENT=development | PRODUCTION  | REFUSE NODE_ENV, ENVIRONMENT
            UNSET_IS_PRODUCTION  | DEVELOPMENT_MODE=true                       | DEVELOPMENT |
            UNSET_IS_PRODUCTION  | DEVELOPMENT_MODE=false                      | PRODUCTION  |
            UNSET_IS_PRODUCTION  | DEVELOPMENT_MODE=maybe                      | PRODUCTION  | REFUSE DEVELOPMENT_MODE
            UNSET_IS_PRODUCTION  | DEVELOPMENT_MODE=1;NODE_ENV=test            | TEST        |
            UNSET_IS_PRODUCTION  | DEVELOPMENT_MODE=1;ENVIRONMENT=production   | PRODUCTION  | REFUSE ENVIRONMENT, DEVELOPMENT_MODE
            """)
    void the_mode_is_found_and_contradictions_are_named(
            RunModeRule rule, String environment, RunMode expected, String problem) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : environment == null ? new String[0] : environment.split(";")) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(values), rule);
        assertEquals(expected, reader.mode());
        List<String> problems = reader.finish().problems().stream()
                .map(p -> p.severity() + " " + p.name())
                .toList();
        assertEquals(problem == null ? List.of() : List.of(problem), problems);
    }
}
