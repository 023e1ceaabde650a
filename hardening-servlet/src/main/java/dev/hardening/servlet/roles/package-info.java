/**
 * Refuses callers who lack the role or a permission of their route: 401 when nobody is proved, 403 otherwise. What is
 * decided stands in {@link dev.hardening.core.roles.RolePolicy}. It stands behind the filters that prove the caller.
 *
 * <pre>{@code
 * Filter filter = new RolesFilter(RoleSettings.read(reader), services);
 * }</pre>
 */
@NullMarked
package dev.hardening.servlet.roles;

import org.jspecify.annotations.NullMarked;
