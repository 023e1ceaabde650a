package dev.hardening.examples.app;

import dev.hardening.core.SharedStores;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.health.Health;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.SettingReader;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What the instances of an example share. None needs the server: without it each goes on alone. No state. */
public final class Shared {

    private Shared() {}

    /** Reads what is shared; what is not set otherwise goes on locally. */
    public static DistributedSettings read(SettingReader reader) {
        DistributedSettings.Builder defaults = DistributedSettings.builder();
        for (SharedRoom room : SharedRoom.values()) {
            defaults.onFailure(room, FailurePolicy.LOCAL);
        }
        return DistributedSettings.read(reader, defaults);
    }

    /**
     * Reads how failed log-ins are counted. When they are counted together, all instances must know an account by the same
     * hash, so they need a secret that all of them have.
     *
     * @param names which of the secrets that were read before may be that one
     */
    public static LockoutSettings lockout(SettingReader reader, DistributedSettings shared, String... names) {
        Map<String, Secret> secrets = reader.secrets().byName();
        Optional<Secret> common = Stream.of(names)
                .filter(name -> shared.address().isPresent())
                .map(secrets::get)
                .filter(Objects::nonNull)
                .findFirst();
        return common.map(secret -> LockoutSettings.read(reader, secret)).orElseGet(() -> LockoutSettings.read(reader));
    }

    /** Adds the server to the checks of a service that can do without it. */
    public static Health.Builder watch(SharedStores stores, Health.Builder health) {
        return stores.isOn() ? health.nonCritical("redis", stores::check) : health;
    }
}
