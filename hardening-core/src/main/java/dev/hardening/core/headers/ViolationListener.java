package dev.hardening.core.headers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of violations, each once an hour at most, on the thread of the request. Safe for use by many threads. */
@FunctionalInterface
public interface ViolationListener {

    /** Hears of one violation. */
    void on(ViolationReport report);

    /** Returns a listener that writes one line each to the log {@code dev.hardening.csp}. */
    static ViolationListener log() {
        Logger log = LoggerFactory.getLogger("dev.hardening.csp");
        return report -> log.atWarn()
                .addKeyValue("event", "CSP_VIOLATION")
                .addKeyValue("directive", report.directive())
                .addKeyValue("blocked", report.blocked())
                .addKeyValue("document", report.document())
                .addKeyValue("source", report.source())
                .addKeyValue("line", report.line())
                .addKeyValue("enforced", report.enforced())
                .log("A page violates its content security policy");
    }
}
