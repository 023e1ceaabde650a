/**
 * The database that the guides' systems need: the examples only ask whether its port answers.
 *
 * <pre>{@code
 * Database database = Database.read(reader);
 * Health.builder().critical("database", database::check, Database.TIMEOUT);
 * }</pre>
 */
@NullMarked
package dev.hardening.examples.database;

import org.jspecify.annotations.NullMarked;
