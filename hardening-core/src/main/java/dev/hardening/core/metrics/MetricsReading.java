package dev.hardening.core.metrics;

import dev.hardening.core.net.Cidr;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.function.Consumer;

/** Reads settings over those that a service has by default. */
final class MetricsReading {

    private MetricsReading() {}

    static MetricsSettings read(SettingReader reader, MetricsSettingsBuilder defaults) {
        MetricsSettingsBuilder builder = defaults.copy();
        take(reader, MetricsSettings.PROMETHEUS, builder::prometheus);
        take(reader, MetricsSettings.PATH, builder::path);
        take(reader, MetricsSettings.ALLOWED, builder::allowed);
        take(reader, MetricsSettings.JSON_PATH, builder::jsonPath);
        take(reader, MetricsSettings.JSON_ALLOWED, builder::jsonAllowed);
        take(reader, MetricsSettings.BUCKETS, builder::buckets);
        take(reader, MetricsSettings.MAX_TENANTS, builder::maxTenants);
        take(reader, MetricsSettings.TENANTS, builder::tenants);
        take(reader, MetricsSettings.SLOW, builder::slowAfter);
        take(reader, MetricsSettings.RESPONSE_TIME, builder::responseTime);
        take(reader, MetricsSettings.OBJECTIVES, builder::objectives);
        take(reader, MetricsSettings.SLO_WINDOW, builder::sloWindow);
        take(reader, MetricsSettings.SLO_MIN_REQUESTS, builder::sloMinRequests);
        MetricsSettings settings =
                reader.build(builder::build).orElseGet(() -> defaults.copy().build());
        warnOfEverybody(reader, MetricsSettings.ALLOWED, settings.allowed());
        warnOfEverybody(reader, MetricsSettings.JSON_ALLOWED, settings.jsonAllowed());
        return settings;
    }

    private static <T> void take(SettingReader reader, Setting<T> setting, Consumer<T> taker) {
        var value = reader.find(setting);
        if (reader.isSet(setting)) {
            value.ifPresent(taker);
        }
    }

    private static void warnOfEverybody(SettingReader reader, Setting<CidrSet> setting, CidrSet networks) {
        if (networks.cidrs().stream().anyMatch(Cidr::isEverything)) {
            reader.add(Problem.warn(
                    ProblemCode.TRUSTS_EVERYONE,
                    reader.nameInUse(setting),
                    "lets everybody read the metrics, which tell what there is to attack and how busy it is",
                    "list the networks of those who collect them, for example 10.0.0.0/8"));
        }
    }
}
