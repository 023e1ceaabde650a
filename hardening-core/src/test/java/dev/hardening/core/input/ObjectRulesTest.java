package dev.hardening.core.input;

import static dev.hardening.core.input.Inputs.json;
import static dev.hardening.core.input.Inputs.outcome;
import static dev.hardening.core.input.Rules.anyJson;
import static dev.hardening.core.input.Rules.bool;
import static dev.hardening.core.input.Rules.integer;
import static dev.hardening.core.input.Rules.listOf;
import static dev.hardening.core.input.Rules.number;
import static dev.hardening.core.input.Rules.oneOf;
import static dev.hardening.core.input.Rules.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonString;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectRulesTest {

    private static final ObjectRules SONG = ObjectRules.builder()
            .required("title", text().notBlank().maxLength(20))
            .required("key", text(TextFormat.UPPER_SNAKE_CASE))
            .optional("format", oneOf("text", "pdf"))
            .optional("count", integer(1, 9))
            .optional("price", number(BigDecimal.ZERO, BigDecimal.TEN))
            .optional("draft", bool())
            .nullable("note", text())
            .optional("tags", listOf(text().maxLength(5)).minSize(1).maxSize(3))
            .optional(
                    "author",
                    ObjectRules.builder()
                            .required("name", text())
                            .optional("mail/to", text(TextFormat.EMAIL))
                            .build())
            .optional(
                    "parts",
                    listOf(ObjectRules.builder().required("a~b", integer(0, 9)).build()))
            .optional("extra", anyJson())
            .build();

    private static Refusal refusal(ObjectRules rules, String body) {
        return Objects.requireNonNull(rules.check(json(body)).refusal());
    }

    private static Map<String, String[]> parameters(String query) {
        Map<String, String[]> all = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            String[] before = all.getOrDefault(parts[0], new String[0]);
            String[] values = Arrays.copyOf(before, before.length + 1);
            values[before.length] = parts[1];
            all.put(parts[0], values);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'title':'t','key':'K'} | ok",
                "{'key':'K','title':'t','format':'pdf','count':1,'draft':true} | ok",
                "{'title':'t'} | /key REQUIRED",
                "{} | /title REQUIRED, /key REQUIRED",
                "{'title':1,'key':'K'} | /title WRONG_TYPE",
                "{'title':null,'key':'K'} | /title WRONG_TYPE",
                "{'title':' ','key':'k'} | /title BLANK, /key FORMAT",
                "{'title':'t','key':'K','count':null} | /count WRONG_TYPE",
                "{'title':'t','key':'K','note':null} | ok",
                "{'title':'t','key':'K','note':7} | /note WRONG_TYPE",
                "{'title':'t','key':'K','tags':['a','b','c']} | ok",
                "{'title':'t','key':'K','tags':[]} | /tags TOO_FEW",
                "{'title':'t','key':'K','tags':['a','b','c','d']} | /tags TOO_MANY",
                "{'title':'t','key':'K','tags':['a',2,'abcdef']} | /tags/1 WRONG_TYPE, /tags/2 TOO_LONG",
                "{'title':'t','key':'K','tags':'a'} | /tags WRONG_TYPE",
                "{'title':'t','key':'K','author':{'name':'n','mail/to':'n@a.example'}} | ok",
                "{'title':'t','key':'K','author':{'mail/to':'x'}} | /author/name REQUIRED, /author/mail~1to FORMAT",
                "{'title':'t','key':'K','author':{'name':'n','x':1}} | /author UNKNOWN_FIELD",
                "{'title':'t','key':'K','author':'n'} | /author WRONG_TYPE",
                "{'title':'t','key':'K','parts':[{'a~b':1},{'a~b':10}]} | /parts/1/a~0b OUT_OF_RANGE",
                "{'title':'t','key':'K','extra':{'any':[1,{}]}} | ok",
                "{'title':'t','key':'K','extra':null} | /extra WRONG_TYPE",
                "{'title':'t','key':'K','Title':'t'} | root UNKNOWN_FIELD",
                "{'title':'t','key':'K','a':1,'b':2,'c':3} | root UNKNOWN_FIELD",
                "{'titel':'t','key':'K'} | /title REQUIRED, root UNKNOWN_FIELD",
                "[] | root WRONG_TYPE",
                "'title' | root WRONG_TYPE",
                "null | root WRONG_TYPE"
            })
    void finds_all_that_is_wrong(String body, String outcome) {
        assertEquals(outcome, outcome(SONG.check(json(body))));
    }

    @Test
    void H_17_names_the_missing_field_and_the_wrong_type() {
        ObjectRules agent = ObjectRules.builder()
                .required("agent_id", text().cleaned().minLength(1).maxLength(100))
                .required("action", text(TextFormat.LOWER_SNAKE_CASE))
                .required("parameters", anyJson())
                .build();
        Refusal missing = refusal(agent, "{'action':'verify_proof','parameters':{}}");
        assertEquals(400, missing.status());
        assertEquals(RefusalCode.INPUT_INVALID, missing.code());
        assertEquals("The field agent_id is required.", missing.detail());
        assertEquals(
                "The field agent_id must be a text.",
                refusal(agent, "{'agent_id':5,'action':'verify_proof','parameters':{}}")
                        .detail());
        assertEquals(
                "The field action must hold only a to z and underscores. More is wrong; see errors.",
                refusal(agent, "{'agent_id':'a','action':'Verify!','parameters':null}")
                        .detail());
    }

    @Test
    void C_29_checks_the_types_of_a_song() {
        ObjectRules convert = ObjectRules.builder()
                .required("content", text().withoutControls().notBlank())
                .optional("output_format", oneOf("text", "pdf", "html"))
                .build();
        assertEquals("The field content is required.", refusal(convert, "{}").detail());
        assertEquals(
                "The field content must be a text.",
                refusal(convert, "{'content':5}").detail());
        assertEquals(
                "The field output_format must be one of text, pdf, html.",
                refusal(convert, "{'content':'x','output_format':'exe'}").detail());
        assertEquals(
                "[C]Hello {title: x}",
                convert.check(json("{'content':'[C]Hello\\u0000 {title: x}'}"))
                        .value()
                        .text("content"));
    }

    @Test
    void names_the_known_fields_and_never_the_unknown_one() {
        ObjectRules rules = ObjectRules.builder()
                .required("a", text())
                .optional("b", text())
                .build();
        Refusal refusal = refusal(rules, "{'a':'x','password_of_mine':'y'}");
        assertEquals("The input has fields that are not known; known are a, b.", refusal.detail());
        assertEquals(
                "The input must have no fields.",
                refusal(ObjectRules.builder().build(), "{'x':1}").detail());
    }

    @Test
    void drops_unknown_fields_where_the_rules_say_so() {
        ObjectRules rules =
                ObjectRules.builder().required("a", text()).ignoreUnknown().build();
        Fields fields = rules.check(json("{'a':'x','b':'y'}")).value();
        assertEquals("x", fields.text("a"));
        assertThrows(IllegalArgumentException.class, () -> fields.has("b"));
        assertTrue(rules.checkParameters(parameters("a=x&b=y")).isAccepted());
    }

    @Test
    void tells_twenty_things_and_stops() {
        ObjectRules rules = ObjectRules.builder()
                .required("f", listOf(text()).maxSize(100_000))
                .build();
        Refusal refusal = refusal(rules, "{'f':[" + "1,".repeat(50_000) + "1]}");
        assertEquals(20, refusal.violations().size());
        assertEquals("/f/19", refusal.violations().get(19).pointer());
        assertEquals("The field f/0 must be a text. More is wrong; see errors.", refusal.detail());
    }

    @Test
    void a_list_of_violations_is_left_once_twenty_are_found() {
        int[] asked = new int[1];
        ObjectRules rules = ObjectRules.builder()
                .required("f", listOf(text().matching(value -> ++asked[0] < 0, "must fail")))
                .build();
        assertEquals(
                20,
                refusal(rules, "{'f':[" + "'a',".repeat(900) + "'a']}")
                        .violations()
                        .size());
        assertEquals(20, asked[0]);
    }

    @Test
    void a_list_that_is_too_long_is_not_looked_into() {
        int[] asked = new int[1];
        ObjectRules rules = ObjectRules.builder()
                .required(
                        "f",
                        listOf(text().matching(value -> ++asked[0] < 0, "must fail"))
                                .maxSize(2))
                .build();
        assertEquals("/f TOO_MANY", outcome(rules.check(json("{'f':['a','b','c']}"))));
        assertEquals(0, asked[0]);
        assertEquals("/f/0 FORMAT, /f/1 FORMAT", outcome(rules.check(json("{'f':['a','b']}"))));
    }

    @Test
    void the_body_of_a_refusal_tells_every_field() {
        String body = new String(
                ErrorBody.of(refusal(SONG, "{'title':'','key':'k','tags':['a',2]}"))
                        .json(ErrorStyle.PROBLEM),
                StandardCharsets.UTF_8);
        assertTrue(body.contains("{\"pointer\":\"/title\",\"code\":\"BLANK\",\"detail\":\"must not be blank\"}"), body);
        assertTrue(body.contains("\"pointer\":\"/key\",\"code\":\"FORMAT\""), body);
        assertTrue(body.contains("\"pointer\":\"/tags/1\",\"code\":\"WRONG_TYPE\""), body);
    }

    @Test
    void fields_are_typed() {
        Fields fields = SONG.check(json("{'title':'t','key':'K','count':3,'price':1.50,'draft':false,'note':null,"
                        + "'tags':['a','b'],'author':{'name':'n'},'parts':[{'a~b':1},{'a~b':2}],'extra':[1]}"))
                .value();
        assertEquals("t", fields.text("title"));
        assertEquals(3, fields.integer("count"));
        assertEquals(new BigDecimal("1.50"), fields.number("price"));
        assertFalse(fields.bool("draft"));
        assertTrue(fields.isNull("note"));
        assertFalse(fields.has("note"));
        assertEquals("none", fields.text("note", "none"));
        assertEquals(List.of("a", "b"), fields.texts("tags"));
        assertEquals("n", fields.object("author").text("name"));
        assertFalse(fields.object("author").has("mail/to"));
        assertEquals(2, fields.objects("parts").get(1).integer("a~b"));
        assertEquals(json("[1]"), fields.json("extra"));
        assertThrows(
                UnsupportedOperationException.class, () -> fields.texts("tags").add("c"));
        assertEquals("Fields[11 declared]", fields.toString());
    }

    @Test
    void absent_fields_have_the_app_s_fallback() {
        Fields fields = SONG.check(json("{'title':'t','key':'K'}")).value();
        assertEquals("text", fields.text("format", "text"));
        assertEquals(7, fields.integer("count", 7));
        assertEquals(BigDecimal.ONE, fields.number("price", BigDecimal.ONE));
        assertTrue(fields.bool("draft", true));
        assertEquals(List.of(), fields.texts("tags"));
        assertEquals(List.of(), fields.objects("parts"));
        assertFalse(fields.has("extra"));
        assertFalse(fields.isNull("note"));
        assertThrows(IllegalStateException.class, () -> fields.text("format"));
        assertThrows(IllegalStateException.class, () -> fields.json("extra"));
    }

    @Test
    void sent_fields_win_over_the_fallback() {
        Fields fields = SONG.check(json("{'title':'t','key':'K','format':'pdf','count':2,'price':3,'draft':true}"))
                .value();
        assertEquals("pdf", fields.text("format", "text"));
        assertEquals(2, fields.integer("count", 7));
        assertEquals(new BigDecimal(3), fields.number("price", BigDecimal.ONE));
        assertTrue(fields.bool("draft", false));
    }

    @Test
    void mistakes_of_the_app_are_told_as_such() {
        Fields fields = SONG.check(json("{'title':'t','key':'K','tags':['a']}")).value();
        assertThrows(IllegalArgumentException.class, () -> fields.text("titel"));
        assertThrows(IllegalArgumentException.class, () -> fields.integer("title"));
        assertThrows(IllegalArgumentException.class, () -> fields.integers("tags"));
        assertThrows(IllegalArgumentException.class, () -> fields.numbers("tags"));
        assertThrows(IllegalArgumentException.class, () -> fields.texts("title"));
        assertThrows(
                IllegalArgumentException.class,
                () -> ObjectRules.builder().required("a", text()).optional("a", text()));
        assertThrows(IllegalArgumentException.class, () -> listOf(text()).maxSize(-1));
        assertThrows(
                IllegalArgumentException.class, () -> listOf(text()).maxSize(1).minSize(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "title=t&key=K | ok",
                "title=t&key=K&count=3&price=1.5&draft=true&format=pdf&tags=a&tags=b&note=x | ok",
                "title=t&key=K&tags=a | ok",
                "key=K | /title REQUIRED",
                "title=t&title=u&key=K | /title TOO_MANY",
                "title=t&key=K&count=10 | /count OUT_OF_RANGE",
                "title=t&key=K&count=three | /count WRONG_TYPE",
                "title=t&key=K&count= | /count WRONG_TYPE",
                "title=&key=K | /title BLANK",
                "title=t&key=K&tags=a&tags=b&tags=c&tags=d | /tags TOO_MANY",
                "title=t&key=K&tags=a&tags=abcdef | /tags/1 TOO_LONG",
                "title=t&key=K&author=n | /author WRONG_TYPE",
                "title=t&key=K&utm_source=x | root UNKNOWN_FIELD"
            })
    void checks_parameters_by_the_same_rules(String query, String outcome) {
        assertEquals(outcome, outcome(SONG.checkParameters(parameters(query))));
    }

    @Test
    void parameters_are_typed_too() {
        ObjectRules rules = ObjectRules.builder()
                .required("page", integer(1, 100))
                .optional("id", listOf(integer(0, Long.MAX_VALUE)))
                .optional("ratio", listOf(number(BigDecimal.ZERO, BigDecimal.ONE)))
                .build();
        Fields fields =
                rules.checkParameters(parameters("page=7&id=1&id=2&ratio=0.5")).value();
        assertEquals(7, fields.integer("page"));
        assertEquals(List.of(1L, 2L), fields.integers("id"));
        assertEquals(List.of(new BigDecimal("0.5")), fields.numbers("ratio"));
    }

    @Test
    void a_checked_value_is_one_or_the_other() {
        Checked<Fields> refused = SONG.check(json("1"));
        assertFalse(refused.isAccepted());
        assertEquals(refused.refusal(), refused.decision());
        assertThrows(IllegalStateException.class, refused::value);
        assertEquals(
                refused.refusal(),
                refused.then(fields -> Checked.accepted("never")).refusal());
        Checked<Fields> accepted =
                SONG.check(JsonObject.of(Map.of("title", JsonString.of("t"), "key", JsonString.of("K"))));
        assertTrue(accepted.decision().isAllowed());
        assertNull(accepted.refusal());
        assertEquals(
                "t!",
                accepted.then(f -> Checked.accepted(f.text("title") + "!")).value());
        assertEquals("accepted", accepted.toString());
    }
}
