package dev.hardening.examples.app;

import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;

/** One example: what it declares, and what it serves. */
public interface ExampleApp {

    /** For how long after the start a service is not ready, in milliseconds up to an hour, where it reads this. Default 0. */
    Setting<Duration> WARM_UP =
            Setting.millis("EXAMPLE_WARMUP_MS", 0, 3_600_000).orElse(Duration.ZERO);

    /** Returns what no run mode means. */
    RunModeRule modeRule();

    /** Adds the example's own defaults, under the names of the library's settings. */
    SettingSource declare(SettingSource environment);

    /** Reads every setting; what is wrong is added to the reader's problems. Opens, connects and starts nothing. */
    AppPlan read(SettingReader reader);
}
