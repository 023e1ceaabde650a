package dev.hardening.benchmarks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.benchmarks.peers.Limit;
import dev.hardening.benchmarks.peers.Row;
import dev.hardening.benchmarks.peers.Targets;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

class TargetsTest {

    static Stream<String> benchmarks() {
        return Targets.all().stream().flatMap(row -> row.benchmarks().stream()).distinct();
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void what_a_row_names_can_be_measured(String benchmark) throws ClassNotFoundException {
        String[] nameAndParameters = benchmark.split(" ", 2);
        String[] name = nameAndParameters[0].split("\\.", -1);
        Class<?> type = Class.forName("dev.hardening.benchmarks." + name[0]);
        if (type == HeapPerKey.class) {
            assertDoesNotThrow(() -> HeapPerKey.Kind.valueOf(name[1]));
            return;
        }
        List<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name[1]) && method.isAnnotationPresent(Benchmark.class))
                .toList();
        assertEquals(1, methods.size(), benchmark);
        List<Field> parameters = new ArrayList<>(parameters(type));
        for (Class<?> state : methods.get(0).getParameterTypes()) {
            parameters.addAll(parameters(state));
        }
        String[] given = nameAndParameters.length == 1 ? new String[0] : nameAndParameters[1].split(",", -1);
        assertEquals(parameters.size(), given.length, "a row names every parameter of " + benchmark);
        for (String parameter : given) {
            String[] pair = parameter.split("=", -1);
            Field field = parameters.stream()
                    .filter(known -> known.getName().equals(pair[0]))
                    .findFirst()
                    .orElse(null);
            assertNotNull(field, benchmark);
            assertTrue(values(field).contains(pair[1]), benchmark);
        }
    }

    private static List<Field> parameters(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(Param.class))
                .toList();
    }

    private static List<String> values(Field field) {
        return field.getType().isEnum()
                ? Arrays.stream(field.getType().getEnumConstants())
                        .map(Object::toString)
                        .toList()
                : List.of(field.getAnnotation(Param.class).value());
    }

    static Stream<Row> rows() {
        return Targets.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_target_leans_on_what_its_row_measures(Row row) {
        assertFalse(row.name().contains("\t"), row.name());
        for (Limit limit : row.limits()) {
            switch (limit.kind()) {
                case TIMES_FLOOR -> assertNotNull(row.floor(), row.name());
                case TIMES_PEER, LESS_CPU, FEWER_BYTES ->
                    assertTrue(row.peers().containsKey(limit.other()), row.name());
                case CHEAPER_THAN -> assertNotNull(Targets.row(limit.other()));
                case NANOS, BYTES -> assertTrue(limit.value() >= 0);
            }
        }
    }

    @Test
    void names_are_unique_and_only_comparisons_of_filters_have_no_target() {
        List<String> names = Targets.all().stream().map(Row::name).toList();
        assertEquals(names.size(), names.stream().distinct().count());
        assertEquals(
                names.stream().filter(name -> name.endsWith("as a filter")).toList(),
                Targets.all().stream()
                        .filter(row -> row.limits().isEmpty())
                        .map(Row::name)
                        .toList());
    }

    @Test
    void the_targets_are_those_that_the_manual_states() {
        assertEquals("≤ 1.3 × floor, 0 B", Targets.row("static header fields").target());
        assertEquals(
                "≤ 1.5 × floor, 0 B", Targets.row("limiter, 1 million keys").target());
        assertEquals(
                "≤ 1.2 × nimbus, raw", Targets.row("token HS256, first sight").target());
        assertEquals(
                "≤ 1/5 of the time of Spring chain with Bucket4j, ≤ 1/10 of the bytes of Spring chain with Bucket4j,"
                        + " ≤ 500 B",
                Targets.row("whole chain, allowed request").target());
    }
}
