/**
 * The prompt service of guide 000: one administrator, who logs in for a cookie or sends a key, and prompts that lie
 * encrypted in one file. {@link dev.hardening.examples.votiveprompt.VotivePromptApp} declares what the guide demands.
 *
 * <pre>{@code
 * ADMIN_API_KEY=$(openssl rand -hex 32) java -jar hardening-examples.jar votive-prompt
 * }</pre>
 *
 * <p>What remains for an attacker who can write the file: to remove prompts, to put an older file or older contents back,
 * and to read names and lengths. One who knows neither key nor cookie can lock log-ins of those who share his address.
 * After a restart a session that was ended by log-out counts again until its time is over.
 */
@NullMarked
package dev.hardening.examples.votiveprompt;

import org.jspecify.annotations.NullMarked;
