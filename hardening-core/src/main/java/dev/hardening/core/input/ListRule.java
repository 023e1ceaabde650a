package dev.hardening.core.input;

import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rule for a list whose elements obey one rule. Immutable and safe for use by many threads. */
public final class ListRule extends FieldRule {

    /** How many elements a list may have when its rule does not say: {@value}. */
    public static final int DEFAULT_MAX_SIZE = 1_000;

    private final FieldRule element;
    private final int minSize;
    private final int maxSize;
    private final String tooMany;
    private final String tooFew;

    private ListRule(FieldRule element, int minSize, int maxSize) {
        if (minSize < 0 || maxSize < minSize) {
            throw new IllegalArgumentException("sizes are 0 or more, and the least is not above the most");
        }
        this.element = Objects.requireNonNull(element, "element");
        this.minSize = minSize;
        this.maxSize = maxSize;
        this.tooMany = "must have at most " + maxSize + (maxSize == 1 ? " element" : " elements");
        this.tooFew = "must have at least " + minSize + (minSize == 1 ? " element" : " elements");
    }

    static ListRule of(FieldRule element) {
        return new ListRule(element, 0, DEFAULT_MAX_SIZE);
    }

    /** Sets the most elements. Throws {@link IllegalArgumentException} below zero or the least. */
    public ListRule maxSize(int elements) {
        return new ListRule(element, minSize, elements);
    }

    /** Sets the least elements. Throws {@link IllegalArgumentException} below zero or above the most. */
    public ListRule minSize(int elements) {
        return new ListRule(element, elements, maxSize);
    }

    @Override
    @Nullable
    Object read(JsonValue value, Findings findings) {
        if (!(value instanceof JsonArray array)) {
            return findings.add(ViolationCode.WRONG_TYPE, "must be a list");
        }
        if (array.size() > maxSize) {
            return findings.add(ViolationCode.TOO_MANY, tooMany);
        }
        if (array.size() < minSize) {
            return findings.add(ViolationCode.TOO_FEW, tooFew);
        }
        List<Object> read = new ArrayList<>(array.size());
        for (int i = 0; i < array.size() && !findings.isFull(); i++) {
            int mark = findings.enter(i);
            Object one = element.read(array.elements().get(i), findings);
            findings.leave(mark);
            if (one != null) {
                read.add(one);
            }
        }
        return Collections.unmodifiableList(read);
    }

    @Override
    boolean isRepeatable() {
        return true;
    }

    @Override
    JsonValue ofTexts(String[] texts) {
        List<JsonValue> values = new ArrayList<>(texts.length);
        for (String text : texts) {
            values.add(element.ofText(text));
        }
        return JsonArray.of(values);
    }
}
