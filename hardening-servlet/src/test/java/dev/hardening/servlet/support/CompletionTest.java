package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.settings.SettingReader;
import dev.hardening.testing.servlet.FakeCall;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompletionTest {

    private final AtomicLong nanos = new AtomicLong(7);
    private final Services services = Services.builder().ticker(nanos::get).build();
    private final FakeCall call = new FakeCall("192.0.2.1", "GET", "/a");
    private final Exchange exchange = new Exchange(call.request(), call.response(), new Passing());

    private final class Passing extends RoomFilter<String> {
        Passing() {
            super("room", services);
        }

        @Override
        protected String read(SettingReader reader, Services shared) {
            throw new AssertionError("made by code");
        }

        @Override
        protected void apply(String room, Exchange passing, Next next) throws IOException, ServletException {
            next.proceed();
        }
    }

    @Test
    void tells_every_listener_once_and_in_order_whatever_one_of_them_throws() {
        List<String> told = new ArrayList<>();
        Completion completion = new Completion(exchange);
        for (int i = 0; i < 5; i++) {
            int number = i;
            completion.add((over, took, failure) -> {
                assertSame(exchange, over);
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
    void an_error_of_a_listener_is_thrown_when_all_have_been_told() {
        List<String> told = new ArrayList<>();
        Completion completion = new Completion(exchange);
        for (int i = 0; i < 3; i++) {
            int number = i;
            completion.add((over, took, failure) -> {
                told.add("" + number);
                throw new NoClassDefFoundError("of " + number);
            });
        }

        Error thrown = assertThrows(NoClassDefFoundError.class, completion::complete);

        assertEquals("of 0", thrown.getMessage());
        assertEquals(
                List.of("of 1", "of 2"),
                Stream.of(thrown.getSuppressed()).map(Throwable::getMessage).toList());
        assertEquals(List.of("0", "1", "2"), told);
    }

    @Test
    void an_asynchronous_request_that_has_ended_before_it_is_followed_is_complete() {
        List<String> told = new ArrayList<>();
        Completion completion = new Completion(exchange);
        completion.add((over, took, failure) -> told.add("over"));
        HttpServletRequest ended = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException(method.getName() + ": no asynchronous request");
                });

        completion.follow(ended);

        assertEquals(List.of("over"), told);
    }

    @Test
    void a_listener_that_comes_while_others_are_told_is_not_told() {
        List<String> told = new ArrayList<>();
        Completion completion = new Completion(exchange);
        completion.add((over, took, failure) -> {
            told.add("first");
            completion.add((same, again, cause) -> told.add("late"));
        });

        completion.complete();

        assertEquals(List.of("first"), told);
    }
}
