package dev.hardening.core.input;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.input.ActiveContent.Reason;
import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the whole input of a request, knowing nothing of its fields: the structure of a JSON body, and active
 * content in all its strings and names and in all parameters, after JSON's escapes are resolved. The time is linear in
 * the input. Immutable and safe for use by many threads.
 */
public final class InputPolicy {

    private static final ActiveContent ACTIVE = ActiveContent.standard();

    private final InputSettings settings;
    private final JsonBodyRules json;

    private InputPolicy(InputSettings settings) {
        this.settings = settings;
        this.json = JsonBodyRules.of(settings.limits());
    }

    /** Returns a policy with these settings. */
    public static InputPolicy of(InputSettings settings) {
        return new InputPolicy(settings);
    }

    /** Returns the settings. */
    public InputSettings settings() {
        return settings;
    }

    /** Returns the rules for JSON bodies that the settings give. */
    public JsonBodyRules json() {
        return json;
    }

    /**
     * Decides about a request. A body that is not called JSON is not looked at, nor is an empty one; a body that speaks
     * of JSON in another charset or in a malformed type is refused with 415, because parsers differ in what they make of
     * it.
     *
     * @param contentType the value of the field, or null when there is none; of several, all with commas between
     * @param body the bytes, decoded from any content coding; one more than the limit is enough
     * @param parameters those of the query and of a form
     */
    public Decision decide(@Nullable String contentType, byte[] body, Map<String, String[]> parameters) {
        Decision onParameters = onParameters(parameters);
        if (!onParameters.isAllowed() || !needsBody(contentType) || body.length == 0) {
            return onParameters;
        }
        return onBody(contentType, body).decision();
    }

    /** Tells whether the body of this content type has to be read at all before this policy can decide. */
    public boolean needsBody(@Nullable String contentType) {
        return JsonContentType.of(contentType) != JsonContentType.OTHER;
    }

    /**
     * Decides about a JSON body and returns what was read, so that it need not be read twice.
     *
     * @param contentType as for {@link #decide}
     * @param body the bytes, at least one
     */
    public Checked<JsonValue> onBody(@Nullable String contentType, byte[] body) {
        if (json.onContentType(contentType) instanceof Refusal otherType) {
            return Checked.refused(otherType);
        }
        return json.read(body).then(value -> {
            Reason found = looksForContent() ? find(value) : null;
            return found == null ? Checked.accepted(value) : Checked.refused(refusal("body", found));
        });
    }

    /** Decides about parameters: their names and their values. */
    public Decision onParameters(Map<String, String[]> parameters) {
        Reason found = looksForContent() ? find(parameters) : null;
        return found == null ? Decision.allowed() : refusal("parameters", found);
    }

    /** Tells whether texts and parameters are looked at for active content. */
    public boolean looksForContent() {
        return settings.activeContent() == ActiveContentPolicy.REFUSE;
    }

    private static Refusal refusal(String where, Reason found) {
        return Refusal.of(RefusalCode.ACTIVE_CONTENT)
                .detail("A text in the " + where + " holds " + found.words() + ", which is not accepted here.")
                .build();
    }

    private static @Nullable Reason find(Map<String, String[]> parameters) {
        for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
            Reason found = ACTIVE.find(parameter.getKey());
            String[] values = parameter.getValue();
            for (int i = 0; found == null && i < values.length; i++) {
                found = ACTIVE.find(values[i]);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Recursion is safe: what a reader reads is never deeper than {@code JsonLimits.HIGHEST_DEPTH}. */
    private static @Nullable Reason find(JsonValue value) {
        if (value instanceof JsonString text) {
            return ACTIVE.find(text.value());
        }
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                Reason found = ACTIVE.find(member.getKey());
                found = found == null ? find(member.getValue()) : found;
                if (found != null) {
                    return found;
                }
            }
        } else if (value instanceof JsonArray array) {
            List<JsonValue> elements = array.elements();
            for (int i = 0; i < elements.size(); i++) {
                Reason found = find(elements.get(i));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
