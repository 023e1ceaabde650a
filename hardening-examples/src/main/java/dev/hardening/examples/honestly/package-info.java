/**
 * Guide 004: {@link dev.hardening.examples.honestly.HonestlyApp} declares a service whose agents sign what they send, whose
 * users log in for tokens, and whose documents everybody may look up.
 *
 * <pre>{@code
 * JWT_SECRET=… AI_AGENT_SECRET=… NEO4J_PASS=… java -jar hardening-examples.jar honestly
 * }</pre>
 *
 * <p>What remains for an attacker: as the guide has it, a signature is good at any time and as often as he likes, so whoever
 * has seen one signed call may send it again; {@code AI_SIGNATURE_MAX_SKEW_SECONDS} ends that. Agents that share the one
 * secret can speak for each other; {@code AI_AGENT_SECRET_<id>} ends that.
 */
@NullMarked
package dev.hardening.examples.honestly;

import org.jspecify.annotations.NullMarked;
