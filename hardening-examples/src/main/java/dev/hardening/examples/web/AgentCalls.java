package dev.hardening.examples.web;

import static dev.hardening.core.input.Rules.number;
import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.input.FieldRule;
import dev.hardening.core.input.Fields;
import dev.hardening.core.input.ObjectRules;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What agents send in the form of guide 004: {@code agent_id}, {@code action}, {@code parameters}, {@code timestamp}. */
public final class AgentCalls {

    private static final int LONGEST_AGENT = 100;
    private static final int LONGEST_ACTION = 64;
    private static final BigDecimal ANY_TIME = new BigDecimal("1e400");

    private AgentCalls() {}

    /** Returns the rules for a call that may come without parameters. An agent may add members of its own, such as a nonce. */
    public static ObjectRules optionally(FieldRule parameters) {
        return call().optional("parameters", parameters).build();
    }

    /** Returns the rules for a call that needs parameters. */
    public static ObjectRules with(FieldRule parameters) {
        return call().required("parameters", parameters).build();
    }

    private static ObjectRules.Builder call() {
        return ObjectRules.builder()
                .required("agent_id", text().cleaned().minLength(1).maxLength(LONGEST_AGENT))
                .required(
                        "action",
                        text().maxLength(LONGEST_ACTION)
                                .matching(AgentCalls::isAction, "must have lower-case letters and underscores"))
                .optional("timestamp", number(ANY_TIME.negate(), ANY_TIME))
                .ignoreUnknown();
    }

    private static boolean isAction(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c == '_' || (c >= 'a' && c <= 'z'));
    }

    /** Begins an answer: who has called and for what. */
    public static Map<String, @Nullable Object> answer(Fields call) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("agent_id", call.text("agent_id"));
        answer.put("action", call.text("action"));
        return answer;
    }
}
