/**
 * What several instances of one service share: where the server lies that keeps it, and what each room does while that
 * server does not answer. The module {@code hardening-redis} does the work; this package holds its settings, so that they are
 * checked with all others, and knows no library.
 *
 * <h2>What it decides</h2>
 *
 * {@link dev.hardening.core.distributed.DistributedSettings} says whether anything is shared. With {@code REDIS_URL} it is the
 * counts of limits and of failed log-ins, refresh families, revocations and signatures that were taken; with
 * {@code RATE_LIMIT_REDIS_URL} alone it is the counts of limits. {@link dev.hardening.core.distributed.FailurePolicy} says
 * what a {@link dev.hardening.core.distributed.SharedRoom} does without the server.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * SettingReader reader = SettingReader.of(SettingSource.environment());
 * DistributedSettings settings = DistributedSettings.read(reader);
 * reader.finish();
 * FailurePolicy limits = settings.onFailure(SharedRoom.RATE_LIMIT);
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Who can write to the server can reset every count and bring every session back. Give it a password, TLS and a network
 *       of its own.
 *   <li>Who can make the server fail gets, under {@code local}, his limit once from each instance, and under {@code open} no
 *       limit at all.
 * </ul>
 */
@NullMarked
package dev.hardening.core.distributed;

import org.jspecify.annotations.NullMarked;
