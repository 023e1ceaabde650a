package dev.hardening.core.metrics;

/** The two forms in which the numbers can be had, each at a path of its own and for networks of its own. */
public enum MetricsPage {
    /** The text format 0.0.4 of Prometheus. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    /** A JSON object by route (guide row H-51). */
    JSON("application/json");

    private final String mediaType;

    MetricsPage(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Returns the value of {@code Content-Type}. */
    public String mediaType() {
        return mediaType;
    }
}
