/**
 * One table of requests, one application that answers them, and the differences between containers that are declared.
 *
 * <p>{@link dev.hardening.containers.Table} has the rows, each with the answer that every container gives;
 * {@link dev.hardening.containers.Differences} has the answers of containers that give another one, each with its reason
 * and with the container's own setting that mends it. A row that differs without being declared fails, and so does a
 * declared difference that is none any more. A module for each container extends {@link
 * dev.hardening.containers.CompatibilityTest} and says how its container is started; the page {@code docs/containers.md}
 * is compared with the declarations.
 */
@NullMarked
package dev.hardening.containers;

import org.jspecify.annotations.NullMarked;
