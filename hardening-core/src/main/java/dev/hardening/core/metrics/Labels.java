package dev.hardening.core.metrics;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Folds what requests bring into values of which there are few. Safe for use by many threads. */
final class Labels {

    static final String UNKNOWN = "unknown";
    static final String OTHER = "other";

    /** The methods of RFC 9110 and RFC 5789, and one for all others. */
    static final String[] METHODS = {
        "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "OTHER"
    };

    /** How a caller was proved, by the order of {@link Proof}, and then that he was not. */
    static final String[] PROOFS = proofs();

    private static final int LOWEST_STATUS = 100;
    private static final Integer[] STATUSES = statuses();

    /** Stands for every status that is none. */
    private static final Integer NO_STATUS = 0;

    private final int maxTenants;
    private final ConcurrentMap<String, String> tenants = new ConcurrentHashMap<>();

    Labels(MetricsSettings settings) {
        this.maxTenants = settings.maxTenants();
        settings.tenants().forEach(name -> tenants.put(name, name));
    }

    private static String[] proofs() {
        Proof[] all = Proof.values();
        String[] words = new String[all.length + 1];
        for (Proof proof : all) {
            words[proof.ordinal()] = proof.name().toLowerCase(Locale.ROOT);
        }
        words[all.length] = "none";
        return words;
    }

    private static Integer[] statuses() {
        Integer[] all = new Integer[500];
        for (int i = 0; i < all.length; i++) {
            all[i] = LOWEST_STATUS + i;
        }
        return all;
    }

    /** Returns the route's template, or one word for all that no route covers: a path is never a label. */
    static String endpoint(Route route) {
        String template = route.pattern().template();
        boolean covered = route != Routes.UNKNOWN
                && !(route.isClosed()
                        && template.equals(Routes.UNKNOWN.pattern().template()));
        return covered ? template : UNKNOWN;
    }

    /** Returns the place of a method in {@link #METHODS}; case counts, as it does in HTTP. */
    static int method(String name) {
        for (int i = 0; i < METHODS.length - 1; i++) {
            if (METHODS[i].equals(name)) {
                return i;
            }
        }
        return METHODS.length - 1;
    }

    /** Returns the status without making an object of it. */
    static Integer status(int status) {
        int at = status - LOWEST_STATUS;
        return at >= 0 && at < STATUSES.length ? STATUSES[at] : NO_STATUS;
    }

    static String statusText(Integer status) {
        return status.equals(NO_STATUS) ? OTHER : status.toString();
    }

    static int proof(@Nullable Proof proof) {
        return proof == null ? PROOFS.length - 1 : proof.ordinal();
    }

    /**
     * Returns the label of a tenant.
     *
     * @param served whether the request was served: only then a new name takes a place
     */
    String tenant(@Nullable String name, boolean served) {
        if (name == null) {
            return UNKNOWN;
        }
        String known = tenants.get(name);
        if (known != null) {
            return known;
        }
        boolean mayCome = served && tenants.size() < maxTenants && name.length() <= MetricsText.LONGEST_TENANT;
        return mayCome ? admit(name) : OTHER;
    }

    private synchronized String admit(String name) {
        String known = tenants.get(name);
        if (known != null) {
            return known;
        }
        if (tenants.size() >= maxTenants) {
            return OTHER;
        }
        tenants.put(name, name);
        return name;
    }
}
