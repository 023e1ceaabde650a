package dev.hardening.examples.app;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.posture.PostureReport;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.servlet.support.Services;
import java.io.IOException;

/**
 * What an example has read.
 *
 * @param settings the settings of every room
 * @param server where it listens
 * @param opener makes the rest, once the start is allowed
 */
public record AppPlan(HardeningSettings settings, ServerSettings server, Opener opener) {

    /** Makes what an example needs while it runs. */
    @FunctionalInterface
    public interface Opener {

        /**
         * Opens everything.
         *
         * @param posture the report of the start, without refusals
         * @param services what the filters will share: clocks, events, what masks secrets in logs
         * @param stores what the instances share
         */
        AppParts open(PostureReport posture, Services services, SharedStores stores) throws IOException;
    }
}
