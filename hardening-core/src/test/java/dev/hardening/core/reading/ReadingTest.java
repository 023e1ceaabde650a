package dev.hardening.core.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

    @Test
    void reads_what_the_number_is_now() {
        AtomicLong number = new AtomicLong(3);
        Reading counter = Reading.counter("doors_opened_total", "Doors opened.", number::get);
        assertEquals(3, counter.value());
        number.set(5);
        assertEquals(5, counter.value());
        assertTrue(counter.isCounter());
        assertFalse(
                Reading.gauge("doors_open", "Doors that are open.", () -> 0.5).isCounter());
    }

    @Test
    void tells_a_time_in_seconds_with_its_fractions() {
        AtomicLong nanos = new AtomicLong(1_250_000_000);
        Reading time = Reading.seconds("doors_open_seconds_total", "How long doors were open.", nanos::get);
        assertEquals(1.25, time.value());
        nanos.addAndGet(500_000_000);
        assertEquals(1.75, time.value());
        assertTrue(time.isCounter());
        assertThrows(IllegalArgumentException.class, () -> Reading.seconds("doors_total", "Help.", () -> 1));
        assertThrows(IllegalArgumentException.class, () -> Reading.seconds("doors_seconds", "Help.", () -> 1));
    }

    @Test
    void keeps_its_labels_whatever_becomes_of_the_map() {
        Map<String, String> labels = new HashMap<>(Map.of("door", "front"));
        Reading reading = Reading.gauge("doors_open", "Doors.", () -> 1).labelled(labels);
        labels.put("door", "back");
        assertEquals(Map.of("door", "front"), reading.labels());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Doors_total", "doors-total", "1doors_total", "doors.total", "doörs_total", "doors\n_total"})
    void refuses_a_name_that_not_every_reader_takes(String name) {
        assertThrows(IllegalArgumentException.class, () -> Reading.gauge(name.replace("_total", ""), "Help.", () -> 1));
        assertThrows(IllegalArgumentException.class, () -> Reading.counter(name, "Help.", () -> 1));
    }

    @Test
    void the_name_tells_a_counter_from_a_gauge_and_there_is_no_reading_without_help() {
        assertThrows(IllegalArgumentException.class, () -> Reading.counter("doors", "Help.", () -> 1));
        assertThrows(IllegalArgumentException.class, () -> Reading.gauge("doors_total", "Help.", () -> 1));
        assertThrows(IllegalArgumentException.class, () -> Reading.gauge("doors", " ", () -> 1));
        Reading reading = Reading.gauge("doors", "Help.", () -> 1);
        assertThrows(IllegalArgumentException.class, () -> reading.labelled(Map.of("A-b", "c")));
    }
}
