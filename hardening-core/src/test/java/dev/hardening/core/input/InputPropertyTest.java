package dev.hardening.core.input;

import static dev.hardening.core.input.Rules.anyJson;
import static dev.hardening.core.input.Rules.bool;
import static dev.hardening.core.input.Rules.integer;
import static dev.hardening.core.input.Rules.listOf;
import static dev.hardening.core.input.Rules.number;
import static dev.hardening.core.input.Rules.oneOf;
import static dev.hardening.core.input.Rules.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.Violation;
import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonBoolean;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonNull;
import dev.hardening.core.json.JsonNumber;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever comes, a check accepts or refuses; and no refusal repeats what came. */
class InputPropertyTest {

    private static final long SEED = 20_261_127L;

    /** What only the client's texts and numbers hold, and none of our sentences. */
    private static final Pattern ECHO = Pattern.compile("[\u0430-\u044f]|[0-9]{8}");

    private static final ObjectRules INNER = ObjectRules.builder()
            .required("name", text().cleaned().minLength(1).maxLength(12))
            .optional("mail", text(TextFormat.EMAIL))
            .optional("day", text(TextFormat.ISO_DATE).trimmed())
            .ignoreUnknown()
            .build();

    private static final ObjectRules RULES = ObjectRules.builder()
            .required("key", text(TextFormat.UPPER_SNAKE_CASE).maxLength(10))
            .required("content", text().notBlank().maxLength(30).withoutActiveContent())
            .optional("format", oneOf("text", "pdf"))
            .nullable("count", integer(1, 1_000))
            .optional("price", number(BigDecimal.ZERO, BigDecimal.TEN))
            .optional("draft", bool())
            .optional("tags", listOf(text().maxLength(5)).minSize(1).maxSize(3))
            .optional("author", INNER)
            .optional("parts", listOf(INNER).maxSize(4))
            .optional("extra", anyJson())
            .build();

    private static final String[] NAMES = {
        "key", "content", "format", "count", "price", "draft", "tags", "author", "parts", "extra", "name", "mail", "day"
    };

    private static final String[] TEXTS = {
        "",
        " ",
        "KEY_1",
        "text",
        "pdf",
        "a@b.example",
        "2026-02-28",
        "<script>",
        "\u0000",
        "line\nbreak",
        "\ud83d\ude00"
    };

    private static final JsonBodyRules JSON = JsonBodyRules.of(JsonLimits.builder()
            .maxBytes(2_000)
            .maxDepth(8)
            .maxMembers(20)
            .maxValues(200)
            .build());

    private static final InputPolicy POLICY = InputPolicy.of(InputSettings.builder()
            .maxBytes(2_000)
            .maxDepth(8)
            .maxKeys(20)
            .maxValues(200)
            .build());

    /** A text that no rule and no sentence of ours holds. */
    private static String odd(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 8 + random.nextInt(60); i > 0; i--) {
            text.append((char) ('\u0430' + random.nextInt(32)));
        }
        return text.toString();
    }

    private static String someText(Random random) {
        return random.nextInt(3) == 0 ? odd(random) : TEXTS[random.nextInt(TEXTS.length)];
    }

    private static String someName(Random random) {
        return random.nextInt(20) == 0 ? odd(random) : NAMES[random.nextInt(NAMES.length)];
    }

    private static JsonValue value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0 -> JsonNull.NULL;
            case 1 -> JsonBoolean.of(random.nextBoolean());
            case 2 -> JsonNumber.of(random.nextInt(20));
            case 3 -> JsonNumber.ofLexeme(random.nextLong() + "e" + random.nextInt(2_000));
            case 4, 5 -> JsonString.of(someText(random));
            case 6 -> {
                List<JsonValue> elements = new ArrayList<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    elements.add(value(random, depth - 1));
                }
                yield JsonArray.of(elements);
            }
            default -> object(random, depth - 1);
        };
    }

    private static JsonObject object(Random random, int depth) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = random.nextInt(9); i > 0; i--) {
            members.put(someName(random), value(random, depth));
        }
        return JsonObject.of(members);
    }

    @Test
    void any_json_is_accepted_or_refused_and_never_repeated() {
        Random random = new Random(SEED);
        Set<ViolationCode> seen = EnumSet.noneOf(ViolationCode.class);
        for (int i = 0; i < 10_000; i++) {
            JsonValue body = random.nextInt(10) == 0 ? value(random, 3) : object(random, 3);
            Checked<Fields> checked = RULES.check(body);
            assertEquals(checked.isAccepted(), checked.refusal() == null);
            seen.addAll(assertSober(checked.refusal()));
        }
        assertEquals(EnumSet.allOf(ViolationCode.class), seen, "seed " + SEED);
    }

    @Test
    void any_parameters_are_accepted_or_refused_and_never_repeated() {
        Random random = new Random(SEED);
        Set<ViolationCode> seen = EnumSet.noneOf(ViolationCode.class);
        for (int i = 0; i < 10_000; i++) {
            Map<String, String[]> sent = new LinkedHashMap<>();
            for (int n = random.nextInt(8); n > 0; n--) {
                String[] values = new String[random.nextInt(4)];
                for (int j = 0; j < values.length; j++) {
                    values[j] = random.nextBoolean()
                            ? someText(random)
                            : value(random, 1).toJson();
                }
                String name = someName(random);
                sent.put(name, values);
            }
            seen.addAll(assertSober(RULES.checkParameters(sent).refusal()));
            POLICY.decide(null, new byte[0], sent);
        }
        assertTrue(
                seen.containsAll(EnumSet.complementOf(EnumSet.of(ViolationCode.TOO_SHORT, ViolationCode.TOO_FEW))),
                "seed " + SEED + " " + seen);
    }

    @Test
    void any_bytes_are_accepted_or_refused_and_never_repeated() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] body = object(random, 3).toJson().getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(20) == 0) {
                body = "{\"key\":\"K\",\"content\":\"c\"}".getBytes(StandardCharsets.UTF_8);
            }
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            Checked<Fields> checked = JSON.read(body, RULES);
            assertSober(checked.refusal());
            accepted += checked.isAccepted() ? 1 : 0;
            if (POLICY.decide("application/json", body, Map.of()) instanceof Refusal refusal) {
                assertSober(refusal);
            }
        }
        assertTrue(accepted > 0);
    }

    /** What was accepted obeys, whatever way it is asked about. */
    @Test
    void what_is_accepted_obeys_the_rules() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < 10_000; i++) {
            Map<String, JsonValue> members =
                    new LinkedHashMap<>(object(random, 2).members());
            members.keySet().removeIf(name -> random.nextInt(3) > 0);
            members.put("key", JsonString.of("KEY_" + random.nextInt(10)));
            members.putIfAbsent("content", JsonString.of("c"));
            Checked<Fields> checked = RULES.check(JsonObject.of(members));
            if (checked.isAccepted()) {
                accepted++;
                Fields fields = checked.value();
                assertTrue(fields.text("key").matches("[A-Z][A-Z0-9_]{0,9}"));
                assertFalse(fields.text("content").isBlank());
                assertTrue(fields.text("content").length() <= 30);
                assertTrue(Set.of("text", "pdf").contains(fields.text("format", "text")));
                assertTrue(fields.integer("count", 1) >= 1 && fields.integer("count", 1) <= 1_000);
                assertTrue(fields.texts("tags").size() <= 3);
                fields.texts("tags").forEach(tag -> assertTrue(tag.length() <= 5));
                fields.objects("parts")
                        .forEach(part -> assertFalse(part.text("name").isEmpty()));
            }
        }
        assertTrue(accepted > 200, "" + accepted);
    }

    private static Set<ViolationCode> assertSober(@Nullable Refusal refusal) {
        Set<ViolationCode> codes = EnumSet.noneOf(ViolationCode.class);
        if (refusal == null) {
            return codes;
        }
        assertTrue(refusal.violations().size() <= Findings.MOST);
        StringBuilder told = new StringBuilder(refusal.detail());
        for (Violation violation : refusal.violations()) {
            codes.add(ViolationCode.valueOf(violation.code()));
            told.append('\n').append(violation.pointer()).append('\n').append(violation.detail());
        }
        told.append(new String(ErrorBody.of(refusal).json(ErrorStyle.PROBLEM), StandardCharsets.UTF_8));
        assertFalse(ECHO.matcher(told).find(), () -> "seed " + SEED + ": " + told);
        return codes;
    }
}
