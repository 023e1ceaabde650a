/**
 * Runs a tool of the system so that it cannot harm the service: {@link
 * dev.hardening.examples.process.BoundedProcess} gives each run a directory of its own, a clean environment, no input,
 * a limit on time and output, and lets only so many run at once. It decides how a run ends and what is left of it, which
 * is nothing.
 *
 * <pre>{@code
 * ToolLimits limits = ToolLimits.builder().timeout(Duration.ofSeconds(30)).workers(2).build();
 * try (BoundedProcess tools = new BoundedProcess(limits, temporary, Ticker.system(), "/usr/bin")) {
 *     ToolCall call = ToolCall.of("chordpro").input("song.cho", bytes).output("song.pdf");
 *     try (ToolRun run = tools.run(call)) {
 *         Files.copy(run.output(), answer);
 *     }
 * }
 * }</pre>
 *
 * <p>What remains for an attacker: the tool runs as the service's user and may read whatever that user may read. Isolate
 * the service in a container with a read-only root. Descendants that leave the process tree are found by the directory
 * in their environment, which only Linux shows; a descendant that also wipes its environment outlives the run.
 */
@NullMarked
package dev.hardening.examples.process;

import org.jspecify.annotations.NullMarked;
