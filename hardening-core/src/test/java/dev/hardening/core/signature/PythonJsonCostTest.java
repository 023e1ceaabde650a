package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** H9: what a body can cost that nobody has signed. */
@Tag("alone")
class PythonJsonCostTest {

    private static final int SIZE = 64 * 1024;
    /** A machine under load may stop a thread at any time, so the best of some runs counts. */
    private static final int RUNS = 7;

    private static final long MOST_NANOS = 1_000_000_000L;
    private static final int MOST_GROWTH = 4 * 8;

    private static final Map<String, IntFunction<String>> BODIES = bodies();
    private static final Set<String> REFUSED = Set.of("zeros of a fraction", "digits of an exponent", "open arrays");

    static Stream<String> names() {
        return BODIES.keySet().stream();
    }

    private static Map<String, IntFunction<String>> bodies() {
        Map<String, IntFunction<String>> all = new LinkedHashMap<>();
        all.put(
                "subnormals",
                size -> list(size, PythonFloatTest.shortest(Double.longBitsToDouble(0x3_1234_5678_9ABCL)) + ","));
        all.put("short subnormals", size -> list(size, "5e-324,"));
        all.put(
                "subnormals of few digits",
                size -> list(size, PythonFloatTest.shortest(Double.longBitsToDouble(5001)) + ","));
        all.put("17 digits", size -> list(size, "1732181234.1234567,"));
        all.put("17 digits, tiny", size -> list(size, "2.2250738585072014e-308,"));
        all.put("17 digits, huge", size -> list(size, "1.7976931348623157e308,"));
        all.put("long integers", size -> list(size, "9".repeat(2000) + ","));
        all.put("zeros of a fraction", size -> "{\"a\":0." + "0".repeat(size) + "1}");
        all.put("zeros of an exponent", size -> "{\"a\":1e" + "0".repeat(size) + "1}");
        all.put("digits of an exponent", size -> "{\"a\":1e" + "9".repeat(size) + "}");
        all.put("small values", size -> list(size, "0,"));
        all.put("arrays", size -> list(size, "[],"));
        all.put("objects", size -> list(size, "{\"b\":0,\"a\":0},"));
        all.put("members backwards", size -> members(size, i -> String.format("%08d", 99_999_999 - i)));
        all.put("members at random", size -> {
            Random random = new Random(1);
            return members(size, i -> Long.toString(random.nextLong(), 36));
        });
        all.put(
                "names alike",
                size -> "{"
                        + IntStream.range(0, size / 1030)
                                .mapToObj(i -> "\"" + "a".repeat(1020) + String.format("%04d", 9999 - i) + "\":0")
                                .collect(Collectors.joining(","))
                        + "}");
        all.put(
                "equal hash codes",
                size -> members(
                        size,
                        i -> Integer.toBinaryString(i | 1 << 12)
                                .replace("0", "Aa")
                                .replace("1", "BB")));
        all.put("unsorted at every level", PythonJsonCostTest::unsortedAtEveryLevel);
        all.put("escapes", size -> "{\"" + "\\ud83d".repeat(size / 12) + "\":\"" + "\\ud83d".repeat(size / 12) + "\"}");
        all.put("characters that grow", size -> "{\"a\":\"" + "\u007f".repeat(size) + "\"}");
        all.put("white space", size -> "{" + " ".repeat(size) + "}");
        all.put("one string", size -> "{\"a\":\"" + "x".repeat(size) + "\"}");
        all.put("open arrays", size -> "{\"a\":" + "[".repeat(size));
        return all;
    }

    private static String list(int size, String element) {
        String all = element.repeat(Math.max(1, size / element.length()));
        return "{\"a\":[" + all.substring(0, all.length() - 1) + "]}";
    }

    private static String members(int size, IntFunction<String> name) {
        StringBuilder all = new StringBuilder("{");
        for (int i = 0; all.length() < size; i++) {
            all.append(i == 0 ? "" : ",").append('"').append(name.apply(i)).append("\":0");
        }
        return all.append('}').toString();
    }

    private static String unsortedAtEveryLevel(int size) {
        String inner = "\"" + "\u007f".repeat(size - 64 * 14) + "\"";
        for (int level = 0; level < 63; level++) {
            inner = "{\"b\":" + inner + ",\"a\":0}";
        }
        return inner;
    }

    private static long best(byte[] body) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long begin = System.nanoTime();
            PythonJson unused = PythonJson.of(body);
            best = Math.min(best, System.nanoTime() - begin);
            assertTrue(unused == null || unused.toBytes().length > 0);
        }
        return best;
    }

    @ParameterizedTest
    @MethodSource("names")
    void H9_four_times_the_bytes_cost_about_four_times_the_time(String name) {
        IntFunction<String> body = Objects.requireNonNull(BODIES.get(name));
        byte[] small = body.apply(SIZE / 4).getBytes(StandardCharsets.UTF_8);
        byte[] large = body.apply(SIZE).getBytes(StandardCharsets.UTF_8);
        assertEquals(REFUSED.contains(name), PythonJson.of(large) == null, name);
        best(small);
        long few = best(small);
        long many = best(large);
        assertTrue(many < MOST_NANOS, name + ": " + many / 1000 + " us");
        // Below a millisecond it is not the growth that is measured.
        assertTrue(many < 1_000_000 || many < few * MOST_GROWTH, name + ": " + few / 1000 + " us, " + many / 1000);
        if (Boolean.getBoolean("costs")) {
            System.out.println(name + " " + large.length + " " + many / 1000 + " us");
        }
        assertEquals(SIZE / 4.0, small.length, SIZE / 4.0 * 0.2, name + " has the size that is meant");
    }
}
