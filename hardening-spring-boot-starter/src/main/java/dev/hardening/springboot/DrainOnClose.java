package dev.hardening.springboot;

import dev.hardening.core.health.Lifecycle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Drains the service when its context closes: before the server and before whatever the running requests use. It listens for the
 * closing and has no part in the life cycle of beans, because a context may be paused and go on, and a service that has drained
 * does not.
 */
final class DrainOnClose implements ApplicationListener<ContextClosedEvent>, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(DrainOnClose.class);

    private final ApplicationContext context;
    private final Lifecycle lifecycle;
    private final Duration grace;

    DrainOnClose(ApplicationContext context, Lifecycle lifecycle, Duration grace) {
        this.context = context;
        this.lifecycle = lifecycle;
        this.grace = grace;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context && !lifecycle.drain(grace)) {
            LOG.warn("{} requests still ran when the grace of {} was over", lifecycle.running(), grace);
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
