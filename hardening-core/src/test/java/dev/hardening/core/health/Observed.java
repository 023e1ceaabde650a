package dev.hardening.core.health;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps the details of the health events that it hears. */
final class Observed implements SecurityEventListener {

    final List<String> details = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

    @Override
    public void on(SecurityEvent event) {
        if (event.type() == SecurityEventType.HEALTH_CHANGED) {
            details.add(event.detail());
            queue.add(event.detail());
        }
    }

    /** Returns the next event that nobody has waited for, or null after ten seconds. */
    @Nullable
    String next() throws InterruptedException {
        return queue.poll(10, TimeUnit.SECONDS);
    }
}
