package dev.hardening.core.metrics;

import dev.hardening.core.json.JsonNumber;
import dev.hardening.core.json.JsonWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Comparator;

/** Writes the numbers by route in the form of guide row H-51. */
final class MetricsJson {

    private static final int NANOS_OF_MILLI_DIGITS = 6;

    private MetricsJson() {}

    static String of(Collection<EndpointMeters> endpoints) {
        StringBuilder text = new StringBuilder(512);
        JsonWriter json = JsonWriter.to(text).beginObject().name("metrics").beginObject();
        endpoints.stream()
                .sorted(Comparator.comparing(EndpointMeters::label))
                .forEach(endpoint -> write(json.name(endpoint.label()), endpoint));
        json.endObject().endObject();
        return text.toString();
    }

    /** Counted last is the number of requests, so no share is above one. */
    private static void write(JsonWriter json, EndpointMeters endpoint) {
        long requests = endpoint.requests();
        long errors = Math.min(endpoint.errors(), requests);
        json.beginObject();
        json.name("request_count").value(requests);
        json.name("avg_response_time_ms").value(millis(requests == 0 ? 0 : endpoint.nanos() / requests));
        json.name("error_count").value(errors);
        json.name("error_rate").value(ratio(errors, requests));
        json.name("p95").value(millis(endpoint.percentile(95)));
        json.name("p99").value(millis(endpoint.percentile(99)));
        json.name("slow_count").value(endpoint.slow());
        json.endObject();
    }

    private static JsonNumber millis(long nanos) {
        return number(BigDecimal.valueOf(nanos, NANOS_OF_MILLI_DIGITS).setScale(1, RoundingMode.HALF_UP));
    }

    private static JsonNumber ratio(long part, long all) {
        return number(
                all == 0
                        ? BigDecimal.ZERO.setScale(4)
                        : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(all), 4, RoundingMode.HALF_UP));
    }

    private static JsonNumber number(BigDecimal value) {
        return JsonNumber.ofLexeme(value.toPlainString());
    }
}
