package dev.hardening.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingReaderTest {

    private static final Setting<Integer> MAX = Setting.integer("RATE_LIMIT_MAX_REQUESTS", 1, 1_000_000)
            .or("RATE_LIMIT_MAX")
            .orElse(100);
    private static final Setting<Duration> ACCESS_TTL = Setting.span("JWT_ACCESS_TTL_MIN", ChronoUnit.MINUTES, 1, 1440)
            .or(Setting.seconds("JWT_ACCESS_EXPIRY", 1, 86_400))
            .orElse(Duration.ofMinutes(15));

    private static SettingReader reader(String... pairs) {
        return SettingReader.of(SettingSource.environment(map(pairs)));
    }

    private static Map<String, String> map(String... pairs) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return values;
    }

    private static List<String> codes(SettingReader reader) {
        return reader.finish().problems().stream()
                .map(p -> p.code() + " " + p.name())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NODE_ENV=production | LEFT_AT_DEFAULT JWT_ACCESS_TTL_MIN, RATE_LIMIT_MAX",
                "FLASK_ENV=production RATE_LIMIT_MAX_REQUESTS=100 | LEFT_AT_DEFAULT JWT_ACCESS_TTL_MIN",
                "RATE_LIMIT_MAX=100 JWT_ACCESS_EXPIRY=900 | ''",
                "NODE_ENV=development | ''",
                "NODE_ENV=test | ''",
            })
    void production_is_told_once_what_nobody_has_chosen(String environment, String problem) {
        String[] pairs = environment.split("[ =]");
        SettingReader reader = reader(pairs);
        reader.warnOfDefaults(Map.of("RATE_LIMIT_MAX", MAX, "JWT_ACCESS_TTL_MIN", ACCESS_TTL));
        assertEquals(
                problem.isEmpty() ? List.of() : List.of(problem),
                codes(reader).stream().filter(code -> code.startsWith("LEFT")).toList());
    }

    @Test
    void a_value_that_is_not_set_reads_as_its_default() {
        SettingReader reader = reader();
        assertEquals(100, reader.read(MAX));
        assertFalse(reader.finish().isRefused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void an_empty_or_blank_value_counts_as_unset(String blank) {
        SettingReader reader = reader("RATE_LIMIT_MAX", blank);
        assertEquals(100, reader.read(MAX));
        assertEquals(List.of(), codes(reader));
    }

    @Test
    void an_empty_value_falls_through_to_the_next_source() {
        SettingSource source = SettingSource.environment(map("RATE_LIMIT_MAX", " "))
                .orElse(SettingSource.of(map("RATE_LIMIT_MAX", "7")));
        assertEquals(7, SettingReader.of(source).read(MAX));
    }

    @Test
    void an_app_declares_its_own_default() {
        SettingSource source = SettingSource.environment(map()).withDefault("RATE_LIMIT_MAX", "10");
        assertEquals(10, SettingReader.of(source).read(MAX));
        assertEquals(
                3,
                SettingReader.of(SettingSource.environment(map("RATE_LIMIT_MAX", "3"))
                                .withDefault("RATE_LIMIT_MAX", "10"))
                        .read(MAX));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, MALFORMED",
        "+1, MALFORMED",
        "1_000, MALFORMED",
        "1e3, MALFORMED",
        "10ms, MALFORMED",
        "0x10, MALFORMED",
        "１, MALFORMED",
        "1.0, MALFORMED",
        "0, OUT_OF_RANGE",
        "1000001, OUT_OF_RANGE",
        "99999999999999999999999999, OUT_OF_RANGE"
    })
    void a_broken_number_is_a_problem_and_reads_as_the_default(String text, ProblemCode code) {
        SettingReader reader = reader("RATE_LIMIT_MAX", text);
        assertEquals(100, reader.read(MAX));
        assertEquals(List.of(code + " RATE_LIMIT_MAX"), codes(reader));
    }

    @ParameterizedTest
    @CsvSource({
        "true,true",
        "TRUE,true",
        "1,true",
        "Yes,true",
        "on,true",
        "false,false",
        "0,false",
        "NO,false",
        "off,false"
    })
    void booleans_have_eight_words_in_any_case(String text, boolean expected) {
        assertEquals(Optional.of(expected), reader("HTTPS_ENABLED", text).find(Setting.bool("HTTPS_ENABLED")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "2", "t", "enabled", "truE!", "ＴＲＵＥ"})
    void other_words_are_no_booleans(String text) {
        SettingReader reader = reader("HTTPS_ENABLED", text);
        assertEquals(Optional.empty(), reader.find(Setting.bool("HTTPS_ENABLED")));
        assertEquals(List.of("UNKNOWN_WORD HTTPS_ENABLED"), codes(reader));
    }

    @ParameterizedTest
    @CsvSource({"0.2, 200", "5, 5000", "0.0005, 0", "3600, 3600000"})
    void decimal_seconds_have_a_dot(String text, long millis) {
        assertEquals(
                millis,
                reader("SLOW", text)
                        .find(Setting.decimalSeconds("SLOW", 3600))
                        .orElseThrow()
                        .toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "-1", ".5", "5.", "1,5", "1e3", "3600.1", "NaN", "1.2.3", "0.0000000001"})
    void other_decimals_are_refused(String text) {
        SettingReader reader = reader("SLOW", text);
        assertEquals(Optional.empty(), reader.find(Setting.decimalSeconds("SLOW", 3600)));
        assertTrue(reader.finish().isRefused());
    }

    @Test
    void names_for_one_setting_may_agree_in_different_units() {
        SettingReader reader = reader("JWT_ACCESS_TTL_MIN", "15", "JWT_ACCESS_EXPIRY", "900");
        assertEquals(Duration.ofMinutes(15), reader.read(ACCESS_TTL));
        assertEquals(List.of(), codes(reader));
    }

    @Test
    void names_for_one_setting_that_disagree_are_refused_and_all_named() {
        SettingReader reader = reader("JWT_ACCESS_TTL_MIN", "15", "JWT_ACCESS_EXPIRY", "901");
        reader.read(ACCESS_TTL);
        assertEquals(List.of("NAMES_DISAGREE JWT_ACCESS_TTL_MIN, JWT_ACCESS_EXPIRY"), codes(reader));
    }

    @Test
    void a_list_drops_blanks_and_empty_items_and_merges_equal_ones() {
        Setting<Set<String>> list = Setting.list("ALLOWED_HOSTS", item -> item);
        assertEquals(
                Set.of("a", "b"),
                reader("ALLOWED_HOSTS", " a, ,b ,, a").find(list).orElseThrow());
    }

    @Test
    void every_problem_is_reported_at_once_and_none_repeats_the_value() {
        SettingReader reader = reader(
                "RATE_LIMIT_MAX",
                "hunter2-a",
                "JWT_ACCESS_EXPIRY",
                "hunter2-b",
                "HARDENING_STRICT",
                "hunter2-c",
                "NODE_ENV",
                "hunter2-d");
        reader.read(MAX);
        reader.read(ACCESS_TTL);
        reader.require(Setting.text("DATABASE_URL"));
        InvalidSettingsException refusal = assertThrows(
                InvalidSettingsException.class, () -> reader.finish().throwIfRefused());
        assertEquals(
                Set.of("RATE_LIMIT_MAX", "JWT_ACCESS_EXPIRY", "HARDENING_STRICT", "NODE_ENV", "DATABASE_URL"),
                refusal.problems().stream().map(Problem::name).collect(Collectors.toSet()));
        assertFalse(String.valueOf(refusal.getMessage()).contains("hunter2"));
    }

    @Test
    void a_required_value_that_is_broken_is_not_reported_as_missing_too() {
        SettingReader reader = reader("PORT", "eighty");
        assertEquals(Optional.empty(), reader.require(Setting.integer("PORT", 0, 65_535)));
        assertEquals(List.of("MALFORMED PORT"), codes(reader));
    }

    @Test
    void reading_a_setting_twice_reports_its_problem_once() {
        SettingReader reader = reader("RATE_LIMIT_MAX", "x");
        reader.read(MAX);
        reader.read(MAX);
        assertEquals(1, reader.finish().problems().size());
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_MAXX, RATE_LIMIT_MAX",
        "RATE_LIMT_MAX, RATE_LIMIT_MAX",
        "RATE_LIMIT_MAX_REQUEST, RATE_LIMIT_MAX_REQUESTS",
        "NODE_EVN, NODE_ENV",
        "HARDENING_STRIKT, HARDENING_STRICT"
    })
    void a_misspelt_name_is_a_warning_with_the_name_that_was_meant(String wrong, String meant) {
        SettingReader reader = reader(wrong, "1");
        reader.read(MAX);
        SettingReport report = reader.finish();
        assertEquals(List.of("NAME_MISSPELT " + wrong), codes(reader));
        assertTrue(report.problems().get(0).toString().contains(meant));
        assertFalse(report.isRefused());
    }

    @Test
    void names_of_others_are_left_alone() {
        SettingReader reader = reader("PATH", "/bin", "HOME", "/", "LANG", "C", "LATE_LIMITS", "1", "TERM", "x");
        reader.read(MAX);
        assertEquals(List.of(), codes(reader));
    }

    @Test
    void strict_turns_every_warning_into_a_refusal() {
        SettingReader reader = reader("RATE_LIMIT_MAXX", "1", "HARDENING_STRICT", "yes");
        reader.read(MAX);
        assertTrue(reader.finish().isRefused());
    }

    @Test
    void a_family_of_names_is_found_in_order_and_counts_as_known() {
        SettingReader reader = reader("API_KEY_10", "a", "API_KEY_2", "b", "API_KEY_1", " ", "API_KEY_3", "c");
        assertEquals(
                List.of("API_KEY_2", "API_KEY_3", "API_KEY_10"), reader.family(name -> name.startsWith("API_KEY_")));
        assertEquals(List.of(), codes(reader));
    }

    @Test
    void settings_that_refuse_themselves_are_collected() {
        SettingReader reader = reader();
        Problem problem = Problem.refuse(ProblemCode.CONTRADICTION, "A, B", "contradict", "drop one");
        assertEquals(Optional.empty(), reader.build(() -> {
            throw new InvalidSettingsException(problem);
        }));
        assertEquals(List.of(problem), reader.finish().problems());
    }

    @Test
    void a_word_matches_in_any_case_with_either_dash() {
        Setting<RunModeRule> setting = Setting.word("RULE", RunModeRule.class);
        for (String text : List.of("unset-is-refused", "UNSET_IS_REFUSED", "Unset-Is_Refused")) {
            assertEquals(RunModeRule.UNSET_IS_REFUSED, setting.parse(text));
        }
        InvalidSettingsException e = assertThrows(InvalidSettingsException.class, () -> setting.parse("other"));
        assertTrue(e.problems().get(0).cure().contains("unset-is-refused"));
    }

    @Test
    void every_parser_returns_a_value_or_its_one_exception_for_any_text() {
        List<Setting<?>> settings = List.of(
                MAX,
                ACCESS_TTL,
                Setting.bool("B"),
                Setting.decimalSeconds("D", 3600),
                Setting.bytes("L", 0, Long.MAX_VALUE),
                Setting.word("W", RunMode.class),
                Setting.parsed("P", Integer::valueOf),
                Setting.list("I", Integer::valueOf));
        Random random = new Random(20261121);
        String signs = "0123456789.-+eExX_, \t\u0000\u2028é１𝟘tTrRuUeEfFaAlLsS";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(24); n > 0; n--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            for (Setting<?> setting : settings) {
                try {
                    setting.parse(text.toString());
                } catch (InvalidSettingsException expected) {
                    assertEquals(1, expected.problems().size());
                }
            }
        }
    }

    @Test
    void problem_codes_are_unique_and_have_the_printed_form() {
        Set<String> texts =
                Set.of(ProblemCode.values()).stream().map(ProblemCode::text).collect(Collectors.toSet());
        assertEquals(ProblemCode.values().length, texts.size());
        assertTrue(texts.stream().allMatch(text -> text.matches("HRD-[1-9][0-9]{3}")));
    }
}
