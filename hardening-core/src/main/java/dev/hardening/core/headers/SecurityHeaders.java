package dev.hardening.core.headers;

import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.request.PathPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request the block of fields that its answer carries: one for http, one for https, and a pair for each path
 * pattern with a policy of its own. Immutable and safe for use by many threads.
 */
public final class SecurityHeaders {

    /** The group under which browsers know where reports go. */
    static final String REPORT_GROUP = "csp";

    private static final String UPGRADE = "upgrade-insecure-requests";

    private final Pair everywhere;
    private final List<String> containerFingerprints;
    private final PathPattern[] patterns;
    private final Pair[] byPattern;

    private record Pair(HeaderBlock http, HeaderBlock https) {}

    private SecurityHeaders(HeaderSettings settings) {
        this.everywhere = pair(settings, settings.csp(), settings.isProfilePolicy());
        this.containerFingerprints = List.copyOf(hidden(settings, Fingerprints.BY_CONTAINERS));
        List<Map.Entry<PathPattern, ContentSecurityPolicy>> sorted = settings.cspByPath().entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .toList();
        this.patterns = sorted.stream().map(Map.Entry::getKey).toArray(PathPattern[]::new);
        this.byPattern =
                sorted.stream().map(e -> pair(settings, e.getValue(), false)).toArray(Pair[]::new);
    }

    /** Builds all blocks. */
    public static SecurityHeaders of(HeaderSettings settings) {
        return new SecurityHeaders(settings);
    }

    private static List<String> hidden(HeaderSettings settings, List<String> names) {
        List<String> hidden = new ArrayList<>(names);
        hidden.removeIf(name -> settings.mode(name) == HeaderMode.OFF);
        return hidden;
    }

    /** Returns the names of fields that a container may have put on the answer already and that must go. */
    public List<String> containerFingerprints() {
        return containerFingerprints;
    }

    /**
     * Returns the block for a request.
     *
     * @param secure whether the client used https
     * @param path the decoded path
     */
    public HeaderBlock block(boolean secure, String path) {
        Pair pair = everywhere;
        for (int i = 0; i < patterns.length; i++) {
            if (patterns[i].matches(path)) {
                pair = byPattern[i];
                break;
            }
        }
        return secure ? pair.https : pair.http;
    }

    private static Pair pair(HeaderSettings settings, ContentSecurityPolicy policy, boolean adapts) {
        ContentSecurityPolicy plain = adapts ? policy.without(UPGRADE) : policy;
        return new Pair(block(settings, plain, false), block(settings, policy, true));
    }

    private static HeaderBlock block(HeaderSettings settings, ContentSecurityPolicy policy, boolean secure) {
        Map<String, String> all = new LinkedHashMap<>();
        String target = settings.reportTarget().orElse(null);
        all.put(HeaderSettings.CSP_FIELD, text(policy, target));
        ContentSecurityPolicy reportOnly = settings.cspReportOnly();
        if (reportOnly != null) {
            all.put(HeaderSettings.CSP_REPORT_ONLY_FIELD, text(reportOnly, target));
        }
        if (target != null) {
            all.put("Reporting-Endpoints", REPORT_GROUP + "=\"" + target + "\"");
        }
        if (secure) {
            all.put(HeaderSettings.HSTS_FIELD, settings.hsts().toString());
        }
        Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        own.putAll(settings.fields());
        for (ResponseField field : settings.profile().fields()) {
            String value = own.remove(field.name());
            all.put(field.name(), value == null ? field.value() : value);
        }
        settings.fields().forEach((name, value) -> {
            if (own.containsKey(name)) {
                all.put(name, value);
            }
        });
        List<HeaderBlock.Field> fields = new ArrayList<>();
        all.forEach((name, value) -> {
            HeaderMode mode = settings.mode(name);
            if (mode != HeaderMode.OFF) {
                fields.add(new HeaderBlock.Field(name, value, mode));
            }
        });
        List<String> hidden = hidden(settings, Fingerprints.NAMES_2026_11);
        if (!secure && settings.mode(HeaderSettings.HSTS_FIELD) != HeaderMode.OFF) {
            hidden.add(HeaderSettings.HSTS_FIELD);
        }
        return new HeaderBlock(fields, hidden);
    }

    private static String text(ContentSecurityPolicy policy, @Nullable String target) {
        return (target == null ? policy : policy.reportingTo(target, REPORT_GROUP)).toString();
    }
}
