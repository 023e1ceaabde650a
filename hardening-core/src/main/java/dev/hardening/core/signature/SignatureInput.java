package dev.hardening.core.signature;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one member of {@code Signature-Input} that is meant for this service.
 *
 * @param label its name, under which {@code Signature} has the bytes
 * @param components what is covered, in the order in which it is signed
 * @param parameters the parameters as they are spelled
 * @param text the member's value, which is signed itself
 */
record SignatureInput(String label, Set<String> components, Map<String, String> parameters, String text) {

    private static final int MOST_COMPONENTS = 32;

    /** Finds the member with the tag; none and two are malformed. The others are for others, in whatever spelling. */
    static SignatureInput find(String field, String tag) throws Unsigned {
        StructuredText in = new StructuredText(field);
        Set<String> labels = new LinkedHashSet<>();
        SignatureInput found = null;
        do {
            SignatureInput member = read(in, "\"" + tag + "\"");
            if (!labels.add(member.label) || (member.isTagged(tag) && found != null)) {
                throw StructuredText.malformed();
            }
            found = member.isTagged(tag) ? member : found;
        } while (in.isFollowed());
        if (found == null) {
            throw Unsigned.because(SignatureFault.MISSING);
        }
        return found;
    }

    private boolean isTagged(String tag) {
        return ("\"" + tag + "\"").equals(parameters.get("tag"));
    }

    private static SignatureInput read(StructuredText in, String tag) throws Unsigned {
        String label = in.key();
        in.expect('=');
        int start = in.position();
        Set<String> components = new LinkedHashSet<>();
        boolean plain = true;
        in.startStrictly();
        in.expect('(');
        boolean more = !in.isInnerListOver(false);
        while (more) {
            boolean added = components.add(in.string());
            boolean bare = parameters(in).isEmpty();
            plain &= added && bare;
            more = !in.isInnerListOver(true);
        }
        Map<String, String> parameters = parameters(in);
        boolean ours = tag.equals(parameters.get("tag"));
        // A component with parameters is another one than its name says. Nobody needs it here, and none is signed
        // twice.
        if (ours && (!plain || !in.isStrict() || components.size() > MOST_COMPONENTS)) {
            throw StructuredText.malformed();
        }
        return new SignatureInput(label, components, parameters, in.since(start));
    }

    /** Reads parameters; none is an empty map. */
    static Map<String, String> parameters(StructuredText in) throws Unsigned {
        Map<String, String> all = new HashMap<>();
        while (in.isParameter()) {
            String name = in.key();
            String value = in.take('=') ? in.item() : "?1";
            if (all.put(name, value) != null) {
                in.loosen(); // the last one counts
            }
        }
        return all;
    }

    /** Returns a parameter that is a string, or null. */
    @Nullable
    String string(String name) throws Unsigned {
        String spelled = parameters.get(name);
        return spelled == null ? null : new StructuredText(spelled).string();
    }

    /** Returns a parameter that is a time in seconds, or null. */
    @Nullable
    Double seconds(String name) throws Unsigned {
        String spelled = parameters.get(name);
        if (spelled == null) {
            return null;
        }
        if (!Numbers.isSeconds(spelled)) {
            throw StructuredText.malformed();
        }
        return Double.valueOf(spelled);
    }
}
