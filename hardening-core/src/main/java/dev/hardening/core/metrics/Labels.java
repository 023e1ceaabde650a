package dev.hardening.core.metrics;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** What stands for a caller that nothing proves. */
    static final String NO_PROOF = "none";

    private static final Map<Proof, String> PROOFS = proofs();

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

    private static Map<Proof, String> proofs() {
        Map<Proof, String> words = new EnumMap<>(Proof.class);
        for (Proof proof : Proof.values()) {
            words.put(proof, proof.name().toLowerCase(Locale.ROOT));
        }
        return words;
    }

    /** Returns the words for how callers are proved, and that for none. */
    static List<String> proofWords() {
        List<String> words = new ArrayList<>(PROOFS.values());
        words.add(NO_PROOF);
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

    static String proof(@Nullable Proof proof) {
        return proof == null ? NO_PROOF : PROOFS.getOrDefault(proof, OTHER);
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
