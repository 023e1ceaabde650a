package dev.hardening.examples.votivebackend;

import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.json.JsonBoolean;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonWriter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of the prompt service: one request a call, nothing is sent twice, no redirect is followed, and no answer is
 * longer than a prompt can be. It is to be called through a breaker. Safe for use by many threads.
 */
final class PromptService implements AutoCloseable {

    /** The name by which logs and the health report know it. */
    static final String NAME = "prompt-service";

    /** How long a look at its health may take, so that a change shows within five seconds. */
    static final Duration CHECK_TIMEOUT = Duration.ofMillis(1_500);

    private static final Logger LOG = LoggerFactory.getLogger(PromptService.class);
    private static final int MOST_BYTES = 512 * 1024;
    private static final int THREADS = 2;
    private static final int OK = 200;
    private static final JsonReader JSON = JsonReader.of(JsonLimits.builder()
            .maxBytes(MOST_BYTES)
            .maxStringLength(MOST_BYTES)
            .build());

    private final BackendSettings settings;
    private final HttpClient client;
    private final ExecutorService threads;

    PromptService(BackendSettings settings) {
        this.settings = settings;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "prompt-client");
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.breaker().timeout())
                .executor(threads)
                .build();
    }

    /** Asks for the text of a prompt; any answer but the one of the contract is a failure. */
    String resolve(PromptKey key) throws IOException, InterruptedException {
        try {
            HttpResponse<byte[]> answer = client.send(request(key), info -> new BoundedBody(MOST_BYTES));
            if (answer.statusCode() != OK) {
                throw new IOException("the status is " + answer.statusCode());
            }
            return text(answer.body());
        } catch (IOException e) {
            LOG.warn("{} did not give a prompt: {}", NAME, e.toString());
            throw e;
        }
    }

    private HttpRequest request(PromptKey key) {
        StringBuilder body = new StringBuilder(128);
        JsonWriter.to(body)
                .beginObject()
                .name("key")
                .value(key.name())
                .name("thinkingEnabled")
                .value(settings.thinking())
                .endObject();
        return to("/api/resolve", settings.breaker().timeout())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("traceparent", key.traceparent())
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpRequest.Builder to(String path, Duration timeout) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(settings.service().at(path)).timeout(timeout);
        String authorization = settings.service().authorization();
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private static String text(byte[] body) throws IOException {
        JsonObject answer;
        try {
            answer = JSON.readObject(body);
        } catch (JsonException e) {
            throw new IOException("the answer is no JSON object");
        }
        JsonObject data = answer.bool("success") == JsonBoolean.TRUE ? answer.object("data") : null;
        JsonObject config = data == null ? null : data.object("config");
        String text = config == null ? null : config.string("text");
        if (text == null) {
            throw new IOException("the answer holds no prompt");
        }
        return text;
    }

    /** Looks at the service's health and tells the state of the breaker, too. */
    String check(Breaker breaker) throws IOException, InterruptedException {
        HttpRequest request = to("/health", CHECK_TIMEOUT).GET().build();
        int status = client.send(request, info -> new BoundedBody(MOST_BYTES)).statusCode();
        if (status / 100 != 2) {
            throw new IOException("the status is " + status);
        }
        return "breaker " + breaker.state().text();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
