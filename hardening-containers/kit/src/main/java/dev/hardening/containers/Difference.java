package dev.hardening.containers;

import java.util.Map;
import java.util.Set;

/**
 * What some containers answer otherwise, which no filter can mend.
 *
 * @param servers which ones
 * @param answers their answer, by the names of the rows
 * @param reason why no filter can
 * @param setting the container's own setting that does, or what to do instead
 */
record Difference(Set<Server> servers, Map<String, String> answers, String reason, String setting) {}
