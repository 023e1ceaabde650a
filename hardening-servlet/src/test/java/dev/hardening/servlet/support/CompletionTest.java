package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CompletionTest {

    private final AtomicLong nanos = new AtomicLong(7);
    private final Ticker ticker = nanos::get;

    @Test
    void tells_every_listener_once_and_in_order_whatever_one_of_them_throws() {
        List<String> told = new ArrayList<>();
        Completion completion = new Completion(ticker);
        for (int i = 0; i < 5; i++) {
            int number = i;
            completion.add((took, failure) -> {
                told.add(number + " " + took);
                if (number == 1) {
                    throw new IllegalStateException("a listener's own");
                }
            });
        }
        nanos.set(10);

        completion.complete();
        completion.complete();

        assertEquals(List.of("0 3", "1 3", "2 3", "3 3", "4 3"), told);
    }

    @Test
    void a_listener_that_comes_while_others_are_told_is_not_told() {
        List<String> told = new ArrayList<>();
        Completion completion = new Completion(ticker);
        completion.add((took, failure) -> {
            told.add("first");
            completion.add((again, cause) -> told.add("late"));
        });

        completion.complete();

        assertEquals(List.of("first"), told);
    }
}
