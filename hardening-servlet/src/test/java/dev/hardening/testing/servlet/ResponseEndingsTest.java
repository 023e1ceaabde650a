package dev.hardening.testing.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResponseEndingsTest {

    @ParameterizedTest
    @EnumSource
    void each_ending_has_its_status_without_any_filter(Container container) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (TestContainer server = ResponseEndings.installAll(TestApp.create()).start(container)) {
            for (ResponseEndings ending : ResponseEndings.values()) {
                if (!ending.needsWrappers() && ending.reachesFilters(container)) {
                    try {
                        int status = ending.send(server.port()).status();
                        if (status != ending.status()) {
                            wrong.add(ending + " " + status);
                        }
                    } catch (UncheckedIOException e) {
                        wrong.add(ending + " " + e.getMessage());
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
    }
}
