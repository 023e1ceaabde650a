/**
 * Stops changes while the flag {@link dev.hardening.core.flags.Flag#READ_ONLY} is on: unsafe methods get 503 with
 * {@code Retry-After}, everything else goes on.
 *
 * <pre>{@code
 * Flags flags = new Flags(FlagSettings.read(reader, declared, clock), clock);
 * Filter filter = new ReadOnlyFilter(flags, services);
 * flags.set(Flag.READ_ONLY, true);
 * }</pre>
 */
@NullMarked
package dev.hardening.servlet.flags;

import org.jspecify.annotations.NullMarked;
