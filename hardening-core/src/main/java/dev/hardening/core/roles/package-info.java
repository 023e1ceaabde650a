/**
 * Roles: what a proved caller may do. A proof grants roles, this service alone knows which permissions they have, and the
 * route table says what each route asks for.
 *
 * <pre>{@code
 * RolePolicy policy = RolePolicy.of(RoleSettings.builder().role("admin", "flags.read", "flags.write").build());
 * Decision decision = policy.decide(Route.guarded("/admin/flags").permitting("flags.read"), caller);
 * }</pre>
 *
 * <p>Nobody proved gets 401 and a caller who lacks something gets 403. A route that no table has is guarded, but asks for no
 * role: restrict the pattern above it, such as {@code Route.guarded("/admin/**").onlyRoles("admin")}.
 *
 * <p>What an attacker can still do: use the roles of a token or a cookie until it expires or is revoked, also after they were
 * taken away; and whatever a permission allows to every object, where the application does not ask whose it is.
 */
@NullMarked
package dev.hardening.core.roles;

import org.jspecify.annotations.NullMarked;
