package dev.hardening.servlet.signature;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.SigningClient;
import dev.hardening.testing.servlet.TestApp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An application whose agents sign what they send, and which answers with the agent and the body that it has read. */
final class SignedApp {

    static final String SECRET = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";

    final FakeTicker ticker = new FakeTicker();
    final long now = ticker.instant().getEpochSecond();
    final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    final Services services = Services.builder()
            .events(events::add)
            .clock(ticker)
            .ticker(ticker)
            .routes(routes())
            .build();

    private static Routes routes() {
        Route python = Route.guarded("/ai/{call}").provedBy(Proof.SIGNATURE).signed(SignatureScheme.PYTHON_JSON);
        return Routes.builder()
                .add(python)
                .add(Route.guarded("/bound").signed(SignatureScheme.PYTHON_JSON).signedAction("verify_proof"))
                .add(Route.guarded("/raw/**").signed(SignatureScheme.RAW_BODY))
                .add(Route.guarded("/http/**").signed(SignatureScheme.HTTP_MESSAGE))
                .add(Route.guarded("/keyed").provedBy(Proof.API_KEY).signed(SignatureScheme.PYTHON_JSON))
                .add(Route.open("/open"))
                .build();
    }

    static SignatureSettings.Builder settings() {
        return SignatureSettings.builder().shared(Secret.ofUtf8("AI_AGENT_SECRET", SECRET));
    }

    TestApp app(SignatureSettings.Builder settings) {
        return paths(TestApp.create()
                .filter(new SignatureFilter(settings.build(), services), setup -> setup.everyDispatch()));
    }

    static TestApp paths(TestApp app) {
        TestApp.Handler stream = (request, response) ->
                answer(request, response, request.getInputStream().readAllBytes());
        for (String path : List.of("/ai/stream", "/bound", "/raw/*", "/http/*", "/keyed", "/open", "/guarded")) {
            app.servlet(path, stream);
        }
        return app.servlet("/ai/reader", (request, response) -> {
                    String text = request.getReader().lines().collect(Collectors.joining("\n"));
                    answer(request, response, text.getBytes(StandardCharsets.UTF_8));
                })
                .servlet("/ai/bytewise", (request, response) -> {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    for (int b = request.getInputStream().read();
                            b >= 0;
                            b = request.getInputStream().read()) {
                        all.write(b);
                    }
                    answer(request, response, all.toByteArray());
                })
                .servlet("/ai/thread", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    context.start(() -> {
                        try {
                            answer(request, response, request.getInputStream().readAllBytes());
                        } catch (IOException e) {
                            response.setStatus(500);
                        }
                        context.complete();
                    });
                })
                .servlet("/ai/forward", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.FORWARD) {
                        answer(request, response, request.getInputStream().readAllBytes());
                    } else {
                        request.getRequestDispatcher("/ai/forward").forward(request, response);
                    }
                })
                .servlet("/ai/listener", SignedApp::listen)
                .servlet("/ai/unread", (request, response) -> answer(request, response, new byte[0]));
    }

    private static void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext context = request.startAsync();
        ServletInputStream in = request.getInputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                byte[] buffer = new byte[7];
                while (in.isReady() && !in.isFinished()) {
                    int count = in.read(buffer);
                    if (count > 0) {
                        all.write(buffer, 0, count);
                    }
                }
            }

            @Override
            public void onAllDataRead() throws IOException {
                answer(request, response, all.toByteArray());
                context.complete();
            }

            @Override
            public void onError(Throwable failure) {
                response.setStatus(500);
                context.complete();
            }
        });
    }

    static void answer(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
        Identity caller = RequestContext.of(request).identity();
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter()
                .print((caller == null ? "nobody" : caller.proof() + " " + caller.subject()) + " "
                        + new String(body, StandardCharsets.UTF_8));
    }

    /** Returns the canonical form of a call. */
    String call(String agent) {
        return "{\"action\": \"verify_proof\", \"agent_id\": \"" + agent + "\", \"timestamp\": " + now + ".5}";
    }

    static String signature(String canonical) {
        return "X-AI-Signature: " + SigningClient.hex(SECRET, canonical);
    }
}
