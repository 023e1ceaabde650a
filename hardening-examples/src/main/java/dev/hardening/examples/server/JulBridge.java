package dev.hardening.examples.server;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Hands what Tomcat logs over to SLF4J, so that it is redacted and formatted like everything else. */
final class JulBridge extends Handler {

    /** Held here because the log manager holds loggers weakly and would forget what was set on them. */
    private static final Logger ROOT = Logger.getLogger("org.apache");

    private JulBridge() {}

    static synchronized void install() {
        for (Handler handler : ROOT.getHandlers()) {
            if (handler instanceof JulBridge) {
                return;
            }
        }
        ROOT.setUseParentHandlers(false);
        ROOT.addHandler(new JulBridge());
    }

    @Override
    public void publish(LogRecord entry) {
        // What Tomcat has to say about a start and a stop is its own business; the app says it better.
        if (entry.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        LoggerFactory.getLogger(String.valueOf(entry.getLoggerName()))
                .atWarn()
                .setCause(entry.getThrown())
                .log(String.valueOf(entry.getMessage()));
    }

    @Override
    public void flush() {
        // Nothing is buffered here.
    }

    @Override
    public void close() {
        // SLF4J's provider outlives this.
    }
}
