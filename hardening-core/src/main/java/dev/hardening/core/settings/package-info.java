/**
 * Where values come from and how they are read. A {@link dev.hardening.core.settings.Setting} declares one value: its
 * names in every vocabulary, its unit, its range and its default. A {@link dev.hardening.core.settings.SettingReader}
 * reads declared settings from a {@link dev.hardening.core.settings.SettingSource} and keeps a list of everything that
 * is wrong, so that one report names all problems at once.
 *
 * <pre>{@code
 * Setting<Integer> max = Setting.integer("RATE_LIMIT_MAX_REQUESTS", 1, 1_000_000).or("RATE_LIMIT_MAX").orElse(100);
 * SettingReader reader = SettingReader.of(SettingSource.environment());
 * int limit = reader.read(max);
 * reader.finish().throwIfRefused();
 * }</pre>
 *
 * <p>Rules that hold for every setting: an empty or blank value counts as unset; blanks around a value are dropped,
 * except in secrets; several names for one setting must agree; a value is never repeated in a message, because what is
 * wrong in one variable may be the secret that belongs in another. Whoever can set the environment of the process owns
 * it; nothing here defends against that.
 */
@NullMarked
package dev.hardening.core.settings;

import org.jspecify.annotations.NullMarked;
