package dev.hardening.examples.app;

import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;

/** One example: what it declares, and what it serves. */
public interface ExampleApp {

    /** Returns what no run mode means. */
    RunModeRule modeRule();

    /** Adds the example's own defaults, under the names of the library's settings. */
    SettingSource declare(SettingSource environment);

    /** Reads every setting; what is wrong is added to the reader's problems. Opens, connects and starts nothing. */
    AppPlan read(SettingReader reader);
}
