package dev.hardening.core.input;

import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One word of a closed set, compared exactly. */
final class ChoiceRule extends FieldRule {

    private final Set<String> words;
    private final String detail;

    ChoiceRule(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a closed set has at least one word");
        }
        this.words = Set.copyOf(words);
        this.detail = "must be one of " + String.join(", ", words);
    }

    @Override
    @Nullable
    Object read(JsonValue value, Findings findings) {
        if (!(value instanceof JsonString text)) {
            return findings.add(ViolationCode.WRONG_TYPE, detail);
        }
        return words.contains(text.value()) ? text.value() : findings.add(ViolationCode.NOT_ONE_OF, detail);
    }
}
