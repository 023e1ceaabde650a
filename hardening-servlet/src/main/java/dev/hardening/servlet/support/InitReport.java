package dev.hardening.servlet.support;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReport;
import jakarta.servlet.ServletException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a filter that a container starts says what is wrong with its settings, and how its room ends. */
final class InitReport {

    private static final Logger LOG = LoggerFactory.getLogger(RoomFilter.class);

    private InitReport() {}

    /** Logs every warning, and throws with every refusal in one message. */
    static void check(String filterName, SettingReport report) throws ServletException {
        if (report.isRefused()) {
            StringBuilder message = new StringBuilder("The settings of filter ")
                    .append(filterName)
                    .append(" are refused:");
            report.refusals().forEach(problem -> message.append("\n  ").append(problem));
            throw new ServletException(message.toString());
        }
        for (Problem warning : report.warnings()) {
            LOG.warn("{}", warning);
        }
    }

    /** Closes a room that has something to close. */
    static void close(Object room) {
        if (room instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("A room did not close", e);
            }
        }
    }
}
