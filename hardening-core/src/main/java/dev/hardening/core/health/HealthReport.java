package dev.hardening.core.health;

import dev.hardening.core.json.JsonWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The answer to one probe. Immutable; it holds no exception's text, no host and no secret. */
public final class HealthReport {

    private static final int AVAILABLE = 200;
    private static final int UNAVAILABLE = 503;

    private final ProbeRole role;
    private final HealthStatus status;
    private final Instant timestamp;
    private final Lifecycle.State state;
    private final List<String> waitingFor;
    private final List<DependencyHealth> dependencies;
    private final HealthPlan plan;

    HealthReport(
            ProbeRole role,
            HealthStatus status,
            Instant timestamp,
            Lifecycle.State state,
            List<String> waitingFor,
            List<DependencyHealth> dependencies,
            HealthPlan plan) {
        this.role = role;
        this.status = status;
        this.timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
        this.state = state;
        this.waitingFor = List.copyOf(waitingFor);
        this.dependencies = List.copyOf(dependencies);
        this.plan = plan;
    }

    /** Returns the status of the service. */
    public HealthStatus status() {
        return status;
    }

    /** Returns the HTTP status: 503 when the service is unhealthy, otherwise 200. */
    public int statusCode() {
        return status == HealthStatus.UNHEALTHY ? UNAVAILABLE : AVAILABLE;
    }

    /** Returns when the report was made, in whole milliseconds. */
    public Instant timestamp() {
        return timestamp;
    }

    /** Returns where the service is in its life. */
    public Lifecycle.State state() {
        return state;
    }

    /** Returns the names of the gates that are still closed; empty unless readiness was asked. */
    public List<String> waitingFor() {
        return waitingFor;
    }

    /** Returns what the checks found, in the order in which they were declared; empty when liveness was asked. */
    public List<DependencyHealth> dependencies() {
        return dependencies;
    }

    /** Returns the report as one JSON object. */
    public String json() {
        StringBuilder text = new StringBuilder(256);
        JsonWriter json = JsonWriter.to(text).beginObject();
        json.name("status").value(status.text());
        json.name("timestamp").value(timestamp.toString());
        plan.fields().forEach((name, value) -> json.name(name).value(value));
        if (role != ProbeRole.LIVE) {
            details(json);
        }
        json.endObject();
        return text.toString();
    }

    private void details(JsonWriter json) {
        for (Map.Entry<String, String> flag : plan.flags().entrySet()) {
            boolean works = dependencies.stream()
                    .anyMatch(dependency -> dependency.name().equals(flag.getValue()) && dependency.isHealthy());
            json.name(flag.getKey()).value(works);
        }
        json.name("state").value(state.text());
        if (!waitingFor.isEmpty()) {
            json.name("waiting_for").beginArray();
            waitingFor.forEach(json::value);
            json.endArray();
        }
        json.name("dependencies").beginObject();
        for (DependencyHealth dependency : dependencies) {
            json.name(dependency.name()).beginObject();
            json.name("status").value((dependency.isHealthy() ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY).text());
            json.name("critical").value(dependency.isCritical());
            json.name("duration_ms").value(dependency.duration().toMillis());
            if (dependency.reason() != null) {
                json.name("reason").value(dependency.reason());
            }
            if (dependency.detail() != null) {
                json.name("detail").value(dependency.detail());
            }
            json.endObject();
        }
        json.endObject();
    }

    @Override
    public String toString() {
        return json();
    }
}
