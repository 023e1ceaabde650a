package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.HeaderWriter.Action;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeaderWriterTest {

    /** Drops what is named X-Drop…, lets X-Replace… have one value, and lets the value decide about X-Value. */
    private static final class GuardFilter extends RoomFilter<HeaderWriter> {
        GuardFilter(HeaderWriter guard) {
            super(guard, Services.standard());
        }

        @Override
        protected HeaderWriter read(SettingReader reader, Services shared) {
            throw new AssertionError("made by code");
        }

        @Override
        protected void apply(HeaderWriter guard, Exchange exchange, Next next) throws IOException, ServletException {
            ExchangeResponse response = exchange.response();
            response.put("X-Replace", "first");
            response.put("X-Gone", "first");
            response.remove("X-Gone");
            response.remove("X-Never");
            response.keep(guard);
            next.proceed();
        }
    }

    private static final HeaderWriter BY_NAME = new Guard((name, value) ->
            name.startsWith("X-Drop") ? Action.DROP : name.startsWith("X-Replace") ? Action.REPLACE : Action.PASS);
    private static final HeaderWriter BY_VALUE =
            new Guard((name, value) -> value.equals("no") || value.equals("7") ? Action.DROP : Action.PASS);

    /** Writes nothing itself. */
    private record Guard(BiFunction<String, String, Action> decision) implements HeaderWriter {
        @Override
        public void writeTo(ExchangeResponse response) {}

        @Override
        public Action on(ExchangeResponse response, String name, String value) {
            return decision.apply(name, value);
        }
    }

    @ParameterizedTest
    @EnumSource
    void two_writers_decide_about_every_way_to_set_a_field_and_the_stricter_wins(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(new GuardFilter(BY_NAME))
                .filter(new GuardFilter(BY_VALUE))
                .servlet("/a", (request, response) -> {
                    response.setHeader("X-Drop", "a");
                    response.addHeader("X-Drop", "a");
                    response.setIntHeader("X-Drop", 1);
                    response.addIntHeader("X-Drop", 1);
                    response.setDateHeader("X-Drop", 0);
                    response.addDateHeader("X-Drop", 0);
                    response.addHeader("X-Replace", "second");
                    response.addIntHeader("X-Replace-Int", 1);
                    response.addIntHeader("X-Replace-Int", 2);
                    response.addDateHeader("X-Replace-Date", 0);
                    response.addDateHeader("X-Replace-Date", 86_400_000);
                    response.addHeader("X-Value", "no");
                    response.addHeader("X-Value", "yes");
                    response.addIntHeader("X-Value", 7);
                    response.addIntHeader("X-Value", 8);
                })
                .start(container)) {
            Response response = RawHttp.get(server.port(), "/a");

            assertEquals(List.of(), response.values("X-Drop"));
            assertEquals(List.of(), response.values("X-Gone"));
            assertEquals(List.of("second"), response.values("X-Replace"));
            assertEquals(List.of("2"), response.values("X-Replace-Int"));
            assertEquals(List.of("Fri, 02 Jan 1970 00:00:00 GMT"), response.values("X-Replace-Date"));
            assertEquals(List.of("yes", "8"), response.values("X-Value"));
        }
    }
}
