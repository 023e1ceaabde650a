/**
 * The checklist that a person can read: how the service is set up, and everything that is wrong with it, each with a
 * stable code and its cure. The same {@link dev.hardening.core.posture.PostureReport} serves the start of a service, the
 * command line, a unit test and whatever page shows it.
 *
 * <pre>{@code
 * PostureReport report = HardeningSettings.posture(SettingSource.environment());
 * report.assertStartable();
 * }</pre>
 *
 * <p>A report never holds the value of a setting that could be secret. It tells an attacker which doors are open, so it
 * belongs in front of operators only.
 */
@NullMarked
package dev.hardening.core.posture;

import org.jspecify.annotations.NullMarked;
