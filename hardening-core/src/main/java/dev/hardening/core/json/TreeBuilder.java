package dev.hardening.core.json;

import dev.hardening.core.json.JsonException.Reason;
import dev.hardening.core.json.JsonTokenizer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes values of tokens and refuses repeated names. It recurses, which is safe since the tokenizer refuses depths above
 * {@link JsonLimits#HIGHEST_DEPTH}.
 */
final class TreeBuilder {

    private final JsonTokenizer tokens;
    private final boolean lastDuplicateWins;

    TreeBuilder(JsonTokenizer tokens, JsonLimits limits) {
        this.tokens = tokens;
        this.lastDuplicateWins = limits.lastDuplicateWins();
    }

    /** Returns the one value of the text. */
    JsonValue build() throws JsonException {
        JsonValue value = value(tokens.next());
        Token rest = tokens.next(); // refuses whatever follows
        assert rest == Token.END;
        return value;
    }

    private JsonValue value(Token token) throws JsonException {
        return switch (token) {
            case BEGIN_OBJECT -> object();
            case BEGIN_ARRAY -> array();
            case STRING -> JsonString.of(tokens.text());
            case NUMBER -> JsonNumber.ofChecked(tokens.text());
            case TRUE -> JsonBoolean.TRUE;
            case FALSE -> JsonBoolean.FALSE;
            case NULL -> JsonNull.NULL;
            case END_OBJECT, END_ARRAY, NAME, END -> throw new AssertionError(token);
        };
    }

    private JsonObject object() throws JsonException {
        // String is Comparable, so the map turns a bucket of equal hash codes into a tree and cannot be made quadratic
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (tokens.next() == Token.NAME) {
            String name = tokens.text();
            if (!lastDuplicateWins && members.containsKey(name)) {
                throw tokens.refusal(Reason.DUPLICATE_NAME);
            }
            members.put(name, value(tokens.next()));
        }
        return JsonObject.adopt(members);
    }

    private JsonArray array() throws JsonException {
        List<JsonValue> elements = new ArrayList<>();
        for (Token token = tokens.next(); token != Token.END_ARRAY; token = tokens.next()) {
            elements.add(value(token));
        }
        return JsonArray.of(elements);
    }
}
