package dev.hardening.core.audit;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of actions that no client makes up. */
public final class AuditActions {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private AuditActions() {}

    /**
     * Returns the method and the template of the route.
     *
     * @param method as the client sent it; one that is not of HTTP is {@code OTHER}; null for what is no request
     * @param route the template, or null where no route covers the path
     */
    public static String of(@Nullable String method, @Nullable String route) {
        if (method == null) {
            return "service";
        }
        return (METHODS.contains(method) ? method : "OTHER") + " " + (route == null ? "(no route)" : route);
    }
}
