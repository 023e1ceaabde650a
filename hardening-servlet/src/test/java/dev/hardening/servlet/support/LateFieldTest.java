package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A guard writes past the gate, so that it must not be asked once the gate is shut: the answer may be a later request's. */
class LateFieldTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder().events(event -> {}).build();

    private final class Guarding extends RoomFilter<Object> {
        Guarding() {
            super("room", services);
        }

        @Override
        protected Object read(SettingReader reader, Services shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void apply(Object room, Exchange exchange, Next next) throws IOException, ServletException {
            exchange.response().keep(new HeaderWriter() {
                @Override
                public void writeTo(ExchangeResponse response) {}

                @Override
                public Action on(ExchangeResponse response, String name, String value) {
                    asked.add(name);
                    response.append(name, value);
                    return Action.DROP;
                }
            });
            next.proceed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_writer_is_asked_about_what_comes_too_late(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(new Guarding())
                .servlet("/late", (request, response) -> {
                    response.setHeader("X-Early", "1");
                    Exchange.of(request)
                            .cutShort(Refusal.of(RefusalCode.REQUEST_TIMEOUT).build());
                    response.setHeader("X-Late", "1");
                    response.addHeader("X-Late", "1");
                    response.setIntHeader("X-Late", 1);
                    response.addIntHeader("X-Late", 1);
                    response.setDateHeader("X-Late", 1);
                    response.addDateHeader("X-Late", 1);
                })
                .start(container)) {
            assertEquals(503, RawHttp.get(server.port(), "/late").status());
        }
        assertEquals(List.of("X-Early"), asked);
    }
}
