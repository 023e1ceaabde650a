package dev.hardening.core.input;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.json.JsonNull;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of an object must be: the names that are known, which of them are required, and the rule of each.
 * Fields that are not named are refused unless the rules {@linkplain Builder#ignoreUnknown() ignore} them.
 *
 * <p>A check finds everything that is wrong, up to 20 {@linkplain Refusal#violations() violations}, each with the
 * pointer of a declared field, a {@link ViolationCode} and a sentence that repeats nothing of the input; an unknown
 * field is reported at the object that holds it. It throws nothing, whatever the input is. Immutable and safe for use
 * by many threads; made to be a constant.
 */
public final class ObjectRules extends FieldRule {

    private final List<Field> fields;
    private final Map<String, Integer> places;
    private final boolean ignoreUnknown;
    private final String unknown;

    private ObjectRules(Builder builder) {
        this.fields = List.copyOf(builder.fields);
        this.places = Map.copyOf(builder.places);
        this.ignoreUnknown = builder.ignoreUnknown;
        this.unknown = fields.isEmpty()
                ? "must have no fields"
                : "has fields that are not known; known are "
                        + String.join(", ", fields.stream().map(Field::name).toList());
    }

    /** Starts rules that know no field. */
    public static Builder builder() {
        return new Builder();
    }

    /** Checks a JSON value: an object whose members obey the rules is accepted. */
    public Checked<Fields> check(JsonValue body) {
        Findings findings = new Findings();
        return outcome((Fields) read(body, findings), findings);
    }

    /**
     * Checks the parameters of a query or a form. A name may stand once, unless its rule is a list's. Texts are read as
     * numbers in JSON's grammar, and as {@code true} and {@code false}, where the rule wants that; an empty text is a
     * text and not an absent field. An object cannot come as a parameter.
     *
     * @param parameters as a container gives them: every name with at least one value
     */
    public Checked<Fields> checkParameters(Map<String, String[]> parameters) {
        Findings findings = new Findings();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        int known = 0;
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            String[] texts = parameters.get(field.name);
            int mark = findings.enter(field.name);
            if (texts == null || texts.length == 0) {
                field.absent(findings);
            } else if (texts.length > 1 && !field.rule.isRepeatable()) {
                findings.add(ViolationCode.TOO_MANY, "must be sent once");
            } else {
                values[i] = field.rule.read(field.rule.ofTexts(texts), findings);
            }
            findings.leave(mark);
            known += texts == null ? 0 : 1;
        }
        refuseUnknown(parameters.size() - known, findings);
        return outcome(new Fields(this, values), findings);
    }

    @Override
    @Nullable
    Object read(JsonValue value, Findings findings) {
        if (!(value instanceof JsonObject object)) {
            return findings.add(ViolationCode.WRONG_TYPE, "must be an object");
        }
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        int known = 0;
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            JsonValue member = object.get(field.name);
            int mark = findings.enter(field.name);
            if (member == null) {
                field.absent(findings);
            } else {
                values[i] = member == JsonNull.NULL && field.nullable ? member : field.rule.read(member, findings);
            }
            findings.leave(mark);
            known += member == null ? 0 : 1;
        }
        refuseUnknown(object.size() - known, findings);
        return new Fields(this, values);
    }

    /** Returns the place of a declared field. Throws {@link IllegalArgumentException} for another name. */
    int place(String name) {
        Integer place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("the rules declare no field " + name);
        }
        return place;
    }

    private void refuseUnknown(int count, Findings findings) {
        if (count > 0 && !ignoreUnknown) {
            findings.add(ViolationCode.UNKNOWN_FIELD, unknown);
        }
    }

    private static Checked<Fields> outcome(@Nullable Fields fields, Findings findings) {
        Refusal refusal = findings.refusal();
        return refusal != null ? Checked.refused(refusal) : Checked.accepted(Objects.requireNonNull(fields));
    }

    /** A declared field. */
    private record Field(String name, FieldRule rule, boolean required, boolean nullable) {

        void absent(Findings findings) {
            if (required) {
                findings.add(ViolationCode.REQUIRED, "is required");
            }
        }
    }

    /** Collects the fields. Not safe for use by several threads. */
    public static final class Builder {
        private final List<Field> fields = new ArrayList<>();
        private final Map<String, Integer> places = new HashMap<>();
        private boolean ignoreUnknown;

        private Builder() {}

        /** Declares a field that must be there. Throws {@link IllegalArgumentException} for a name declared before. */
        public Builder required(String name, FieldRule rule) {
            return add(new Field(name, rule, true, false));
        }

        /**
         * Declares a field that may be absent, but not null. Throws {@link IllegalArgumentException} for a name declared
         * before.
         */
        public Builder optional(String name, FieldRule rule) {
            return add(new Field(name, rule, false, false));
        }

        /**
         * Declares a field that may be absent or null: {@link Fields#isNull} tells the two apart. Throws
         * {@link IllegalArgumentException} for a name declared before.
         */
        public Builder nullable(String name, FieldRule rule) {
            return add(new Field(name, rule, false, true));
        }

        /** Drops fields that are not declared, unread, instead of refusing them. */
        public Builder ignoreUnknown() {
            this.ignoreUnknown = true;
            return this;
        }

        /** Returns the rules. */
        public ObjectRules build() {
            return new ObjectRules(this);
        }

        private Builder add(Field field) {
            Objects.requireNonNull(field.rule, "rule");
            if (places.putIfAbsent(field.name, fields.size()) != null) {
                throw new IllegalArgumentException("the field " + field.name + " is declared twice");
            }
            fields.add(field);
            return this;
        }
    }
}
