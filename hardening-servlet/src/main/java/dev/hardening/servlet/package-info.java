/**
 * The front desk of the filters: {@link dev.hardening.servlet.HardeningFilter} is the one filter that an app registers;
 * it runs all rooms in the one order that {@code HardeningPipeline} knows.
 *
 * <pre>{@code
 * SettingReader reader = SettingReader.of(SettingSource.environment());
 * HardeningSettings settings = HardeningSettings.builder().routes(routes).read(reader);
 * reader.finish().throwIfRefused();
 * Filter filter = HardeningFilter.builder(settings).build();
 * }</pre>
 *
 * <p>Register it for the dispatches REQUEST, ASYNC and ERROR with async support, before every other filter. Without
 * ASYNC the container answers what an asynchronous dispatch throws, and may show its stack. Mapping it to more
 * dispatches does no harm: each request is met once.
 */
@NullMarked
package dev.hardening.servlet;

import org.jspecify.annotations.NullMarked;
