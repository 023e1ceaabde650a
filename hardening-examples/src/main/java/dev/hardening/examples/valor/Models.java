package dev.hardening.examples.valor;

import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.RefusedException;
import dev.hardening.servlet.input.JsonInput;
import dev.hardening.servlet.support.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the service would compute: canned answers, and the last runs of each tenant. Safe for use by many threads. */
final class Models {

    private static final int MOST_TENANTS = 1_000;
    private static final int MOST_RUNS = 100;
    private static final int LONGEST_TICKER = 12;
    private static final String PAGE = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Valor IVX</title></head>
            <body><h1>Valor IVX</h1><p>The service is at <code>/api</code>.</p></body></html>
            """;
    private static final ObjectRules NEW_RUN = ObjectRules.builder()
            .required("name", text().notBlank().maxLength(200).withoutActiveContent())
            .build();

    private final Map<String, Deque<String>> runs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<String>> eldest) {
            return size() > MOST_TENANTS;
        }
    };

    /** Shows that there is a front end. */
    static void index(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.bytes(response, "text/html;charset=utf-8", PAGE.getBytes(StandardCharsets.UTF_8));
    }

    /** Tells how many pages listen. */
    static void websocket(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.object(response, Map.of("connections", 0L));
    }

    /** Lists the runs of the request's tenant. */
    void runs(HttpServletRequest request, HttpServletResponse response) throws IOException {
        list(request, response, "runs", runsOf(tenant(request)));
    }

    /** Adds a run to the tenant's. */
    void add(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = JsonInput.read(request, NEW_RUN).text("name");
        String tenant = tenant(request);
        synchronized (runs) {
            Deque<String> own = runs.computeIfAbsent(tenant, key -> new ArrayDeque<>());
            if (own.size() == MOST_RUNS) {
                own.removeFirst();
            }
            own.addLast(name);
        }
        response.setStatus(HttpServletResponse.SC_CREATED);
        Answers.object(response, Map.of("tenant", tenant, "name", name));
    }

    /** Returns what lists nothing yet. */
    static Endpoint.Handler none(String what) {
        return (request, response) -> list(request, response, what, List.of());
    }

    /** Tells a canned price. */
    static void financialData(HttpServletRequest request, HttpServletResponse response)
            throws IOException, RefusedException {
        String ticker = ticker(request);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("tenant", tenant(request));
        data.put("ticker", ticker);
        data.put("price_cents", 10_000L + ticker.hashCode() % 5_000);
        Answers.object(response, data);
    }

    /** Tells the tenant's notes about one company. */
    static void notes(HttpServletRequest request, HttpServletResponse response) throws IOException, RefusedException {
        String ticker = ticker(request);
        Answers.object(response, Map.of("tenant", tenant(request), "ticker", ticker, "notes", ""));
    }

    private List<String> runsOf(String tenant) {
        synchronized (runs) {
            Deque<String> own = runs.get(tenant);
            return own == null ? List.of() : List.copyOf(own);
        }
    }

    private static void list(HttpServletRequest request, HttpServletResponse response, String what, List<String> names)
            throws IOException {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.to(text).beginObject();
        json.name("tenant").value(tenant(request)).name(what).beginArray();
        names.forEach(json::value);
        json.endArray().endObject();
        Answers.json(response, text.toString());
    }

    private static String tenant(HttpServletRequest request) {
        String tenant = RequestContext.of(request).tenantIdIfKnown();
        if (tenant == null) {
            throw new IllegalStateException("the route asks for no tenant");
        }
        return tenant;
    }

    /** Returns what stands behind the last slash, or ends the request; a longer path is on no route and has no tenant. */
    private static String ticker(HttpServletRequest request) throws RefusedException {
        @Nullable String rest = request.getPathInfo();
        String ticker = rest == null ? "" : rest.substring(1);
        boolean fits = !ticker.isEmpty()
                && ticker.length() <= LONGEST_TICKER
                && ticker.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '-'));
        if (!fits) {
            throw RefusedException.of(404, "NOT_FOUND", "A ticker has 1 to 12 letters, digits, dots and hyphens.");
        }
        return ticker;
    }
}
