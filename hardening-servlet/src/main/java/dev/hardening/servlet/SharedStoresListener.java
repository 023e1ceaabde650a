package dev.hardening.servlet;

import dev.hardening.core.SharedStores;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets the filters that a {@code web.xml} names one by one share what the environment says that instances share: the stores
 * of limits, revocations and signatures stand in the {@link ServletContext}, each under the name of its interface, where those
 * filters look for them. What the application has put there before stays. Does nothing when nothing is shared. {@link
 * HardeningFilter} opens stores of its own and needs no listener.
 *
 * <p>Used by the one thread of a container that starts and stops applications.
 */
public final class SharedStoresListener implements ServletContextListener {

    private final SettingSource source;
    private @Nullable SharedStores stores;

    /** Makes a listener that reads the environment. */
    public SharedStoresListener() {
        this(SettingSource.environment());
    }

    /** Makes a listener, to be added by code, that reads another source. */
    public SharedStoresListener(SettingSource source) {
        this.source = source;
    }

    /**
     * Opens the stores.
     *
     * @throws InvalidSettingsException when the settings are refused, or the server is, so that the application does not start
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext application = event.getServletContext();
        Services services = Services.of(application);
        SettingReader reader = SettingReader.of(source);
        DistributedSettings settings = DistributedSettings.read(reader);
        // Names that others read look misspelt to this reader, so only what refuses is told.
        reader.finish().throwIfRefused();
        SharedStores opened = SharedStores.open(settings, services.ticker(), services.clock(), services.events());
        stores = opened;
        if (opened.isOn()) {
            put(
                    application,
                    RateLimitStore.class,
                    opened.rateLimits(RateLimitStore.inMemory(services.ticker(), RateLimitStore.DEFAULT_TRACKED_KEYS)));
            put(
                    application,
                    RevocationStore.class,
                    opened.revocations(
                            RevocationStore.inMemory(services.clock(), RevocationStore.DEFAULT_MOST_ENTRIES)));
            put(
                    application,
                    ReplayStore.class,
                    opened.replays(ReplayStore.inMemory(
                            services.clock(),
                            services.ticker(),
                            SignatureSettings.builder().build().replayMaxEntries())));
        }
    }

    private static <T> void put(ServletContext application, Class<T> type, T store) {
        if (application.getAttribute(type.getName()) == null) {
            application.setAttribute(type.getName(), Objects.requireNonNull(store));
        }
    }

    /** Closes what was opened; the filters are destroyed before. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        SharedStores opened = stores;
        if (opened != null) {
            opened.close();
        }
    }
}
