/**
 * Tenants: for whom of several customers a request is. The proved caller says which tenants there are to choose from, and
 * the header only selects one of them.
 *
 * <pre>{@code
 * Tenancy tenancy = Tenancy.of(TenantSettings.builder().build());
 * TenantChoice choice = tenancy.choose(route, caller, request);
 * if (choice instanceof TenantChoice.Chosen chosen) {
 *     use(chosen.tenant());
 * }
 * }</pre>
 *
 * <p>What an attacker can still do: on a route that is {@link dev.hardening.core.request.TenantNeed#UNSAFE_FROM_HEADER},
 * name any tenant as long as nobody is proved. And whatever the application does not ask by tenant, such as a query that
 * forgets it, no filter can ask for it.
 */
@NullMarked
package dev.hardening.core.tenant;

import org.jspecify.annotations.NullMarked;
