/**
 * Feature flags: switches that an application declares, with a default, and that the environment or an operator turns while it
 * runs.
 *
 * <pre>{@code
 * Flag widgets = Flag.named("newDashboardWidgets");
 * Flags flags = new Flags(FlagSettings.read(reader, List.of(widgets), clock), clock);
 * if (flags.isOn(widgets)) {
 *     showWidgets();
 * }
 * flags.set(widgets, true);
 * }</pre>
 *
 * <p>A value that was set while running counts before that of the environment, and that before the default. A flag may have a
 * last day; after it only the default counts, so that no switch is left behind for ever. One flag is always there:
 * {@link dev.hardening.core.flags.Flag#READ_ONLY}.
 *
 * <p>What an attacker can still do: nothing with flags as such, but whoever may turn them turns what they guard. Put the
 * endpoint that does behind a role.
 */
@NullMarked
package dev.hardening.core.flags;

import org.jspecify.annotations.NullMarked;
