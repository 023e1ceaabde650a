/**
 * The front desk of the core: {@link dev.hardening.core.HardeningSettings} gathers the settings of every room and holds
 * the rules that concern two of them.
 *
 * <pre>{@code
 * SettingReader reader = SettingReader.of(SettingSource.environment());
 * HardeningSettings settings = HardeningSettings.builder().read(reader);
 * reader.finish().throwIfRefused();
 * }</pre>
 */
@NullMarked
package dev.hardening.core;

import org.jspecify.annotations.NullMarked;
