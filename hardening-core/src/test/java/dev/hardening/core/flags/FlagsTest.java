package dev.hardening.core.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {

    private static final Flag WIDGETS = Flag.named("newDashboardWidgets");
    private static final Flag CACHING = Flag.named("experimental-caching");
    private static final Flag THINKING =
            Flag.named("THINKING_ENABLED").byDefault(true).alsoSetBy("THINKING_ENABLED");
    private static final Flag TRIAL = Flag.named("trial").expires(LocalDate.of(2026, 1, 31));

    private final FakeTicker clock = new FakeTicker();
    private List<String> problems = List.of();

    private Flags read(String... pairs) {
        Map<String, String> values = Arrays.stream(pairs)
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        FlagSettings settings = FlagSettings.read(reader, List.of(WIDGETS, CACHING, THINKING, TRIAL), clock);
        problems = reader.finish().problems().stream().map(FlagsTest::brief).toList();
        return new Flags(settings, clock);
    }

    private static String brief(Problem problem) {
        return problem.severity() + " " + problem.code().text() + " " + problem.name();
    }

    @ParameterizedTest
    @CsvSource({
        "newDashboardWidgets, NEW_DASHBOARD_WIDGETS, newDashboardWidgets",
        "new-dashboard-widgets, NEW_DASHBOARD_WIDGETS, newDashboardWidgets",
        "new_dashboard_widgets, NEW_DASHBOARD_WIDGETS, newDashboardWidgets",
        "NEW_DASHBOARD_WIDGETS, NEW_DASHBOARD_WIDGETS, newDashboardWidgets",
        "NEW-DASHBOARD-WIDGETS, NEW_DASHBOARD_WIDGETS, newDashboardWidgets",
        "NewDashboardWidgets, NEW_DASHBOARD_WIDGETS, newDashboardWidgets",
        "x, X, x",
        "HTTPCache, HTTP_CACHE, httpCache",
        "useHTTP, USE_HTTP, useHttp",
        "v2Cache, V2_CACHE, v2Cache",
        "cacheV2, CACHE_V2, cacheV2",
        "cache-2, CACHE2, cache2",
        "CACHE_2, CACHE2, cache2",
        "cache2, CACHE2, cache2"
    })
    void E_15_every_spelling_of_a_name_is_one_name(String spelling, String upper, String camel) {
        assertEquals(upper, FlagName.upper(spelling));
        assertEquals(camel, Flag.named(spelling).name());
        assertEquals("FLAG_" + upper, Flag.named(spelling).setting());
        assertEquals(FlagName.key(upper), FlagName.key(camel));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "_", "a-", "-a", "a--b", "a_-b", "1a", "a b", "a.b", "\u00e4", "a\u0000", "FLAG_"})
    void what_is_no_name_is_refused(String name) {
        assertThrows(IllegalArgumentException.class, () -> Flag.named(name));
        assertFalse(read().has(name));
        assertThrows(IllegalArgumentException.class, () -> Flag.named("x".repeat(65)));
        assertFalse(read().has("1".repeat(1 << 20)));
    }

    @Test
    void a_name_in_camel_case_is_read_back_to_the_same_one() {
        long seed = 31;
        Random random = new Random(seed);
        String signs = "abABC12-_";
        int names = 0;
        for (int run = 0; run < 50_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            String upper;
            try {
                upper = FlagName.upper(text.toString());
            } catch (IllegalArgumentException notAName) {
                continue;
            }
            names++;
            assertEquals(upper, FlagName.upper(upper), () -> "seed " + seed + ": " + text);
            assertEquals(FlagName.key(upper), FlagName.key(FlagName.camel(upper)), () -> "seed " + seed + ": " + text);
        }
        assertTrue(names > 10_000);
    }

    @Test
    void E_16_what_is_set_while_running_counts_before_the_environment_and_that_before_the_default() {
        Flags flags = read("FLAG_NEW_DASHBOARD_WIDGETS=true");
        assertEquals(List.of(), problems);
        assertTrue(flags.isOn(WIDGETS) && flags.isOn("new-dashboard-widgets") && flags.isOn("NEW_DASHBOARD_WIDGETS"));
        flags.set("newDashboardWidgets", false);
        assertFalse(flags.isOn(WIDGETS));
        flags.clear(WIDGETS);
        assertTrue(flags.isOn(WIDGETS));
        assertFalse(flags.isOn(CACHING));
        flags.set(CACHING, true);
        assertTrue(flags.isOn(CACHING));
        flags.clear(CACHING);
        assertFalse(flags.isOn(CACHING));
        assertFalse(read("FLAG_NEW_DASHBOARD_WIDGETS=false").isOn(WIDGETS));
    }

    @Test
    void V_10_a_flag_may_be_on_by_default_and_go_by_another_name_that_must_agree() {
        assertTrue(read().isOn(THINKING));
        assertFalse(read("THINKING_ENABLED=false").isOn(THINKING));
        assertFalse(read("FLAG_THINKING_ENABLED=off").isOn(THINKING));
        assertFalse(read("FLAG_THINKING_ENABLED=off", "THINKING_ENABLED=0").isOn(THINKING));
        assertEquals(List.of(), problems);
        Flags unclear = read("FLAG_THINKING_ENABLED=on", "THINKING_ENABLED=0");
        assertEquals(List.of("REFUSE HRD-1005 FLAG_THINKING_ENABLED, THINKING_ENABLED"), problems);
        assertTrue(unclear.has("thinking-enabled"));
    }

    @Test
    void E_15_the_listing_tells_every_value_and_where_it_comes_from() {
        Flags flags = read("FLAG_EXPERIMENTAL_CACHING=true");
        flags.set(THINKING, true);
        assertEquals(
                "{\"readOnly\":{\"value\":false,\"source\":\"default\"},"
                        + "\"newDashboardWidgets\":{\"value\":false,\"source\":\"default\"},"
                        + "\"experimentalCaching\":{\"value\":true,\"source\":\"env\"},"
                        + "\"thinkingEnabled\":{\"value\":true,\"source\":\"runtime\"},"
                        + "\"trial\":{\"value\":false,\"source\":\"default\"}}",
                flags.json());
        assertEquals(
                new FlagState("experimentalCaching", true, FlagSource.ENV, false),
                flags.list().get(2));
        assertEquals("5 flags, 1 set by the environment", flags.settings().summary());
    }

    @Test
    void E_15_a_value_that_is_none_does_not_start_and_an_unknown_name_is_a_warning() {
        read("FLAG_NEW_DASHBOARD_WIDGETS=maybe");
        assertEquals(List.of("REFUSE HRD-1004 FLAG_NEW_DASHBOARD_WIDGETS"), problems);
        Flags flags = read("FLAG_NEW_DASHBOARD_WIDGET=true", "FLAG_=true", "FLAG_1X=true", "READ_ONLY=true");
        assertEquals(
                List.of("WARN HRD-1014 FLAG_", "WARN HRD-1014 FLAG_1X", "WARN HRD-1014 FLAG_NEW_DASHBOARD_WIDGET"),
                problems.stream()
                        .filter(line -> line.contains("FLAG_"))
                        .sorted()
                        .toList());
        assertFalse(flags.isOn(WIDGETS));
        // Another spelling of a known name is that flag, and two of them must agree.
        assertTrue(read("FLAG_newDashboardWidgets=true").isOn(WIDGETS));
        assertEquals(List.of(), problems);
        read("FLAG_newDashboardWidgets=true", "FLAG_NEW_DASHBOARD_WIDGETS=false");
        assertTrue(problems.get(0).startsWith("REFUSE HRD-1005"), problems.toString());
    }

    @Test
    void E_52_after_its_last_day_only_the_default_of_a_flag_counts() {
        Flags flags = read("FLAG_TRIAL=true");
        assertEquals(List.of(), problems);
        assertTrue(flags.isOn(TRIAL));
        clock.advance(Duration.ofDays(31).minusSeconds(1));
        assertTrue(flags.isOn(TRIAL));
        clock.advance(Duration.ofSeconds(1));
        assertFalse(flags.isOn(TRIAL));
        flags.set(TRIAL, true);
        assertFalse(flags.isOn(TRIAL));
        assertEquals(
                new FlagState("trial", false, FlagSource.DEFAULT, true),
                flags.list().get(4));
        assertTrue(flags.json().endsWith("\"trial\":{\"value\":false,\"source\":\"default\",\"expired\":true}}"));
        assertFalse(read("FLAG_TRIAL=true").isOn(TRIAL));
        assertEquals(List.of("WARN HRD-1014 FLAG_TRIAL"), problems);
        read();
        assertEquals(List.of(), problems);
    }

    @Test
    void E_48_read_only_is_always_there_under_both_names() {
        assertFalse(read().isOn(Flag.READ_ONLY));
        assertTrue(read("FLAG_READ_ONLY=true").isOn(Flag.READ_ONLY));
        assertTrue(read("READ_ONLY_MODE=yes").isOn("readOnly"));
        SettingReader reader =
                SettingReader.of(SettingSource.environment(Map.of("READ_ONLY_MODE", "1", "FLAG_OF_ANOTHER", "1")));
        Flags alone = new Flags(FlagSettings.readReadOnly(reader), clock);
        assertTrue(alone.isOn(Flag.READ_ONLY));
        assertTrue(reader.finish().problems().isEmpty());
    }

    @Test
    void a_flag_that_nobody_declared_is_a_mistake_and_not_off() {
        Flags flags = read();
        Flag other = Flag.named("other");
        assertThrows(IllegalArgumentException.class, () -> flags.isOn(other));
        assertThrows(IllegalArgumentException.class, () -> flags.isOn("other"));
        assertThrows(IllegalArgumentException.class, () -> flags.set("other", true));
        assertThrows(
                IllegalArgumentException.class,
                () -> FlagSettings.builder().flag(WIDGETS).flag(Flag.named("NEW_DASHBOARD_WIDGETS")));
        assertThrows(
                IllegalArgumentException.class, () -> FlagSettings.builder().environment(other, true));
        assertThrows(
                InvalidSettingsException.class, () -> FlagSettings.builder().readOnlyRetryAfter(Duration.ZERO));
    }

    @Test
    void what_one_thread_sets_all_others_see() throws Exception {
        Flags flags = read();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 200; round++) {
                boolean value = round % 2 == 0;
                CountDownLatch set = new CountDownLatch(1);
                List<Future<Boolean>> seen = java.util.stream.IntStream.range(0, 3)
                        .mapToObj(i -> threads.submit(() -> {
                            set.await();
                            return flags.isOn(WIDGETS);
                        }))
                        .toList();
                threads.submit(() -> {
                            flags.set(WIDGETS, value);
                            set.countDown();
                        })
                        .get();
                for (Future<Boolean> one : seen) {
                    assertEquals(value, one.get());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void asking_a_declared_flag_costs_nothing() {
        Flags flags = read("FLAG_READ_ONLY=true");
        Runnable calls = () -> {
            for (int i = 0; i < 10_000; i++) {
                assertTrue(flags.isOn(Flag.READ_ONLY));
            }
        };
        calls.run();
        assertEquals(0, Allocations.least(calls) / 10_000);
    }

    @Test
    void a_change_is_told_once_by_the_name_of_the_flag() {
        List<String> told = new java.util.ArrayList<>();
        Flags flags = new Flags(
                read().settings(),
                clock,
                event -> told.add(event.type() + " " + event.subject() + " " + event.detail()));
        flags.set(WIDGETS, true);
        flags.set("new-dashboard-widgets", true);
        flags.set(WIDGETS, false);
        flags.clear(WIDGETS);
        flags.clear(WIDGETS);

        assertEquals(
                List.of(
                        "FLAG_CHANGED newDashboardWidgets turned on",
                        "FLAG_CHANGED newDashboardWidgets turned off",
                        "FLAG_CHANGED newDashboardWidgets what was set is forgotten"),
                told);
    }
}
