package dev.hardening.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.hardening.testing.FakeRequest;
import org.junit.jupiter.api.Test;

class RequestFactsTest {

    @Test
    void a_field_on_two_lines_has_no_only_value() {
        RequestFacts facts = FakeRequest.from("192.0.2.1")
                .line("A", "1")
                .line("B", "2")
                .line("b", "2")
                .line("C", "");

        assertEquals("1", facts.only("a"));
        assertNull(facts.only("B"));
        assertEquals("", facts.only("C"));
        assertNull(facts.only("D"));
    }
}
