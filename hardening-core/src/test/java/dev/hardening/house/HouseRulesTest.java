package dev.hardening.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hardening.house.HouseRules.Rule;
import dev.hardening.testing.House;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree keeps every rule, and every rule notices when it is broken. */
class HouseRulesTest {

    private static final String CORE = "hardening-core/src/main/java/dev/hardening/core/";
    private static final String SERVLET = "hardening-servlet/src/main/java/dev/hardening/servlet/";
    private static final String REDIS = "hardening-redis/src/main/java/dev/hardening/redis/";
    private static final String STARTER = "hardening-spring-boot-starter/src/main/java/dev/hardening/springboot/";
    private static final String TEST = "hardening-core/src/test/java/dev/hardening/core/";
    private static final String EXAMPLES = "hardening-examples/src/main/java/dev/hardening/examples/";

    private static List<JavaSource> tree = List.of();

    @BeforeAll
    static void read() throws IOException {
        tree = SourceTree.read();
    }

    static List<Rule> rules() {
        return HouseRules.ALL;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_tree_keeps_the_rule_that(Rule rule) {
        assertEquals(List.of(), rule.check().broken(tree));
    }

    @Test
    void reads_the_whole_tree() {
        Set<String> names = tree.stream().map(JavaSource::path).collect(Collectors.toSet());

        assertTrue(names.contains(CORE + "time/Ticker.java"));
        assertTrue(names.contains("hardening-core/src/test/java/dev/hardening/house/HouseRulesTest.java"));
        assertTrue(names.contains("hardening-servlet/src/test/java/dev/hardening/testing/servlet/RawHttp.java"));
    }

    /** Else they are left out of one execution and in no other, and nobody is told. */
    @Test
    void a_module_with_tests_that_run_alone_has_their_execution() throws IOException {
        Set<String> silent = new TreeSet<>();
        for (JavaSource source : tree) {
            Path pom = House.root().resolve(source.path().replaceFirst("/src/.*", "/pom.xml"));
            boolean isAlone = source.text().contains("\n@Tag(\"alone\")\n");
            if (isAlone && !Files.readString(pom).contains("<tests.alone.phase>test<")) {
                silent.add(source.path());
            }
        }
        assertEquals(Set.of(), silent);
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                arguments("core names nothing of jakarta", CORE + "net/A.java", "import jakarta.servlet.Filter;"),
                arguments(
                        "core names nothing of jakarta",
                        CORE + "net/A.java",
                        "Object o = jakarta.servlet.Filter.class;"),
                arguments(
                        "each library of others has one door", CORE + "net/A.java", "import com.nimbusds.jose.Header;"),
                arguments(
                        "each library of others has one door",
                        SERVLET + "token/A.java",
                        "import dev.failsafe.Timeout;"),
                arguments(
                        "each library of others has one door", CORE + "lockout/A.java", "io.github.bucket4j.Bucket b;"),
                arguments(
                        "each library of others has one door",
                        CORE + "accesslog/A.java",
                        "import io.micrometer.core.A;"),
                arguments(
                        "each library of others has one door",
                        CORE + "correlation/A.java",
                        "import io.opentelemetry.api.A;"),
                arguments(
                        "each library of others has one door",
                        CORE + "json/A.java",
                        "import com.github.benmanes.caffeine.cache.Cache;"),
                arguments(
                        "each library of others has one door",
                        SERVLET + "apikey/A.java",
                        "import com.github.benmanes.caffeine.cache.Cache;"),
                arguments(
                        "each library of others has one door", CORE + "ratelimit/A.java", "import io.lettuce.core.A;"),
                arguments("each library of others has one door", REDIS + "A.java", "import jakarta.servlet.Filter;"),
                arguments(
                        "each library of others has one door", CORE + "net/A.java", "import com.google.common.base.A;"),
                arguments("each library of others has one door", CORE + "net/A.java", "import static org.unknown.A.b;"),
                arguments(
                        "each library of others has one door",
                        SERVLET + "cors/A.java",
                        "import org.springframework.core.Ordered;"),
                arguments("each library of others has one door", STARTER + "A.java", "import com.nimbusds.jose.A;"),
                arguments("a filter is shorter than 150 lines", SERVLET + "cors/CorsFilter.java", "\n".repeat(150)),
                arguments("no file is longer than 400 lines", CORE + "net/A.java", "\n".repeat(401)),
                arguments("no file is longer than 400 lines", EXAMPLES + "A.java", "\n".repeat(401)),
                arguments("nothing sleeps, and no test is switched off", TEST + "net/ATest.java", "Thread.sleep(5);"),
                arguments(
                        "nothing sleeps, and no test is switched off",
                        TEST + "net/ATest.java",
                        "TimeUnit.SECONDS\n    .sleep(5);"),
                arguments("nothing sleeps, and no test is switched off", CORE + "net/A.java", "run(Thread::sleep);"),
                arguments(
                        "nothing sleeps, and no test is switched off", TEST + "net/ATest.java", "@Disabled\nvoid a()"),
                arguments(
                        "nothing sleeps, and no test is switched off",
                        TEST + "net/ATest.java",
                        "@DisabledOnOs(OS.LINUX) void a()"),
                arguments("only time reads a clock", CORE + "net/A.java", "long now = System.nanoTime();"),
                arguments(
                        "only time reads a clock", CORE + "net/A.java", "LongSupplier s = System::currentTimeMillis;"),
                arguments("only time reads a clock", SERVLET + "cors/A.java", "var now = Instant\n    .now();"),
                arguments(
                        "only time reads a clock", SERVLET + "cors/A.java", "var now = java.time.LocalDate.now(zone);"),
                arguments("only time reads a clock", CORE + "net/A.java", "var clock = Clock.systemUTC();"),
                arguments(
                        "only time reads a clock", CORE + "net/A.java", "var now = InstantSource.system().instant();"),
                arguments("only time reads a clock", REDIS + "A.java", "var now = new Date();"),
                arguments("only a command line writes to the console", CORE + "net/A.java", "System.out.println();"),
                arguments("only a command line writes to the console", SERVLET + "cors/A.java", "System.err.flush();"),
                arguments("only a command line writes to the console", CORE + "net/A.java", "e.printStackTrace();"),
                arguments("nothing swallows whatever was thrown", CORE + "net/A.java", "catch (Exception e) { }"),
                arguments(
                        "nothing swallows whatever was thrown",
                        EXAMPLES + "A.java",
                        "catch (IOException | Throwable ignored) {\n    // fine\n}"),
                arguments(
                        "nothing swallows whatever was thrown",
                        TEST + "net/ATest.java",
                        "catch (final Throwable t) {}"),
                arguments("promises no later work", CORE + "net/A.java", "// TO" + "DO: IPv6"),
                arguments("a module keeps to its own packages", CORE.replace("/core/", "/servlet/") + "A.java", ""),
                arguments(
                        "a module keeps to its own packages",
                        SERVLET.replace("/servlet/", "/core/") + "net/A.java",
                        ""),
                arguments("a module keeps to its own packages", STARTER.replace("boot/", "/") + "A.java", ""),
                arguments("every package says what it is and is null-marked", CORE + "net/A.java", ""),
                arguments("every package says what it is and is null-marked", EXAMPLES + "quickstart/A.java", ""),
                arguments(
                        "every package says what it is and is null-marked",
                        CORE + "net/package-info.java",
                        "package a;"),
                arguments(
                        "every package says what it is and is null-marked",
                        CORE.replace("main", "test").replace("/core/", "/testing/net/") + "A.java",
                        ""),
                arguments("a servlet room has a twin in core", SERVLET + "cors/A.java", ""),
                arguments("what is public is documented", CORE + "net/A.java", "public final class A {}"),
                arguments(
                        "what is public is documented",
                        CORE + "net/A.java",
                        "/** A. */\npublic final class A {\n    public int b() {\n"),
                arguments(
                        "what is public is documented",
                        CORE + "net/A.java",
                        "/** A. */\npublic final class A {\n    @Deprecated\n    protected static final int B = 1;\n"),
                arguments(
                        "what is public is documented",
                        CORE + "net/A.java",
                        "/** A. */\npublic interface A {\n    int b(String c);\n"));
    }

    @ParameterizedTest(name = "[{index}] {0}: {2}")
    @MethodSource("violations")
    void notices(String sentence, String path, String text) {
        assertFalse(rule(sentence)
                .check()
                .broken(List.of(JavaSource.of(path, text)))
                .isEmpty());
    }

    @Test
    void has_seen_every_rule_broken() {
        Set<String> seen = violations()
                .map(violation -> (String) violation.get()[0])
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(rules().stream().map(Rule::sentence).collect(Collectors.toCollection(TreeSet::new)), seen);
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                arguments("core names nothing of jakarta", CORE + "net/A.java", "/** As jakarta.servlet does. */"),
                arguments("core names nothing of jakarta", CORE + "net/A.java", "String s = \"jakarta.servlet\";"),
                arguments(
                        "each library of others has one door",
                        CORE + "token/A.java",
                        "import com.nimbusds.jose.Header;"),
                arguments("each library of others has one door", REDIS + "A.java", "import io.github.bucket4j.Bucket;"),
                arguments(
                        "each library of others has one door",
                        CORE + "apikey/A.java",
                        "import com.github.benmanes.caffeine.cache.Cache;"),
                arguments(
                        "each library of others has one door",
                        SERVLET + "cors/A.java",
                        "import jakarta.servlet.Filter;"),
                arguments("each library of others has one door", EXAMPLES + "A.java", "import org.eclipse.jetty.A;"),
                arguments(
                        "each library of others has one door",
                        STARTER + "A.java",
                        "import io.micrometer.core.A;\nimport jakarta.servlet.A;\nimport org.springframework.core.A;"),
                arguments("a module keeps to its own packages", STARTER + "A.java", ""),
                arguments("a filter is shorter than 150 lines", SERVLET + "cors/CorsFilter.java", "\n".repeat(149)),
                arguments("no file is longer than 400 lines", CORE + "net/A.java", "\n".repeat(400)),
                arguments("no file is longer than 400 lines", TEST + "net/ATest.java", "\n".repeat(900)),
                arguments("nothing sleeps, and no test is switched off", TEST + "net/ATest.java", "// Thread.sleep(5)"),
                arguments("only time reads a clock", CORE + "time/Ticker.java", "return System::nanoTime;"),
                arguments("only time reads a clock", TEST + "net/ATest.java", "long now = System.nanoTime();"),
                arguments("only time reads a clock", CORE + "net/A.java", "InstantSource s = InstantSource.system();"),
                arguments(
                        "only a command line writes to the console", CORE + "posture/Main.java", "System.out.flush();"),
                arguments(
                        "only a command line writes to the console",
                        CORE + "posture/cli/A.java",
                        "System.out.flush();"),
                arguments(
                        "nothing swallows whatever was thrown", CORE + "net/A.java", "catch (Exception e) { stop(); }"),
                arguments("nothing swallows whatever was thrown", CORE + "net/A.java", "catch (IOException e) {}"),
                arguments(
                        "every package says what it is and is null-marked",
                        CORE + "net/package-info.java",
                        "/** Net. */\n@NullMarked\npackage dev.hardening.core.net;"),
                arguments("a servlet room has a twin in core", SERVLET + "support/A.java", ""),
                arguments("a servlet room has a twin in core", SERVLET + "HardeningFilter.java", ""),
                arguments(
                        "what is public is documented", CORE + "net/A.java", "final class A {\n    public int b() {\n"),
                arguments(
                        "what is public is documented",
                        CORE + "net/A.java",
                        "/** A. */\npublic record A(int b) {\n    public A {\n    }\n\n    @Override\n    public int b() {\n"),
                arguments(
                        "what is public is documented",
                        CORE + "net/A.java",
                        "/** A. */\n@FunctionalInterface\npublic interface A {\n    /** B. */\n    @Deprecated\n    int b();\n"));
    }

    @ParameterizedTest(name = "[{index}] {0}: {2}")
    @MethodSource("exceptions")
    void has_nothing_against(String sentence, String path, String text) {
        assertEquals(List.of(), rule(sentence).check().broken(List.of(JavaSource.of(path, text))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    a // b                      | a
                    a /* b */ c                 | a         c
                    a "b \\" c" d               | a          d
                    a '"' b // c                | a     b
                    a \"""b " c\""" d           | a             d
                    a "/*" b "*/" c             | a      b      c
                    a /* never closed           | a
                    """)
    void keeps_only_code(String text, String code) {
        assertEquals(code.strip(), JavaSource.of(CORE + "A.java", text).code().strip());
    }

    private static Rule rule(String sentence) {
        return rules().stream()
                .filter(rule -> rule.sentence().equals(sentence))
                .findAny()
                .orElseThrow();
    }
}
