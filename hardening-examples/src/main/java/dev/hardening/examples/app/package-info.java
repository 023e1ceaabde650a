/**
 * How an example starts and ends: {@link dev.hardening.examples.app.Launcher} reads all settings, refuses with one report
 * before anything is opened, serves, and on SIGTERM lets running requests finish.
 *
 * <pre>{@code
 * RunningApp running = Launcher.start(new QuickstartApp(), System.getenv());
 * running.close();
 * }</pre>
 */
@NullMarked
package dev.hardening.examples.app;

import org.jspecify.annotations.NullMarked;
