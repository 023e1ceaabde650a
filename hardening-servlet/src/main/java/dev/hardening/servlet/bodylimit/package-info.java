/**
 * The limits on bodies as a filter. It stands before everything that may read a body, and counts for whoever reads behind
 * it, in whatever way: {@code getInputStream}, {@code getReader}, the parameters and parts of a form, a {@code ReadListener}, and
 * all of them again after an asynchronous dispatch.
 *
 * <pre>{@code
 * BodyLimitSettings settings = BodyLimitSettings.builder().maxBytes(65_536).build();
 * context.addFilter("bodylimit", new BodyLimitFilter(settings, Services.standard()))
 *         .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
 * }</pre>
 *
 * <p>Requests that the application unwraps are read past every filter: there only what the head declares counts. What else an attacker can still do stands in {@code dev.hardening.core.bodylimit}.
 */
@NullMarked
package dev.hardening.servlet.bodylimit;

import org.jspecify.annotations.NullMarked;
