/** What of the table's container is written in another way for each of its versions. */
@NullMarked
package dev.hardening.containers;

import org.jspecify.annotations.NullMarked;
