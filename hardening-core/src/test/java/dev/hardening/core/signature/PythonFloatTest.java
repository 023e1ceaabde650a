package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonFloatTest {

    private static final long SEED = 20240917;

    static String canonical(String number) {
        PythonJson json = PythonJson.of(("{\"n\":" + number + "}").getBytes(StandardCharsets.US_ASCII));
        if (json == null) {
            return "refused";
        }
        String text = new String(json.toBytes(), StandardCharsets.US_ASCII);
        return text.substring("{\"n\": ".length(), text.length() - 1);
    }

    /** Finds the digits by trying every length, with decimals of any size: slow, and nothing like the code under test. */
    static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; ; digits++) {
            int scale = digits - exact.precision() + exact.scale();
            BigDecimal even = exact.setScale(scale, RoundingMode.HALF_EVEN);
            if (even.doubleValue() == value) {
                return even;
            }
            BigDecimal other =
                    exact.setScale(scale, even.compareTo(exact) < 0 ? RoundingMode.CEILING : RoundingMode.FLOOR);
            if (other.doubleValue() == value) {
                return other;
            }
        }
    }

    private static DoubleStream doubles() {
        Random random = new Random(SEED);
        DoubleStream any = random.longs(3000).mapToDouble(Double::longBitsToDouble);
        DoubleStream times = random.doubles(500, 1e9, 2e9);
        DoubleStream small = random.longs(300, 1, 1L << 52).mapToDouble(Double::longBitsToDouble);
        DoubleStream powers = random.ints(600, -1074, 1024).mapToDouble(i -> Math.scalb(1.0, i));
        DoubleStream around = random.ints(600, -1070, 1023)
                .mapToDouble(i ->
                        random.nextBoolean() ? Math.nextUp(Math.scalb(1.0, i)) : Math.nextDown(Math.scalb(1.0, i)));
        DoubleStream edges = DoubleStream.of(
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Math.nextDown(Double.MIN_NORMAL),
                Double.MAX_VALUE,
                Double.parseDouble("1e23"),
                9e15,
                9007199254740992.0,
                2e-323,
                1e22,
                1e21,
                0.1,
                1e16,
                1e15,
                1.2345678901234568e17);
        return DoubleStream.of(0)
                .flatMap(none -> DoubleStream.concat(
                        DoubleStream.concat(any, times),
                        DoubleStream.concat(DoubleStream.concat(small, powers), DoubleStream.concat(around, edges))))
                .filter(value -> value != 0 && !Double.isNaN(value) && !Double.isInfinite(value))
                .map(Math::abs);
    }

    @Test
    void what_CPython_writes_of_a_double_is_taken_in_every_spelling_and_its_neighbours_are_not() {
        doubles().forEach(value -> {
            BigDecimal digits = shortest(value).stripTrailingZeros();
            String unscaled = digits.unscaledValue().toString();
            int power = -digits.scale();
            String message = "seed " + SEED + ": " + value;
            String canonical = canonical(unscaled + "e" + power);
            assertNotEquals("refused", canonical, message);
            assertEquals(0, new BigDecimal(canonical).compareTo(digits), message);
            assertEquals(canonical, canonical(canonical), message);
            assertEquals(canonical, canonical(unscaled + "000E" + (power - 3)), message);
            assertEquals(
                    canonical,
                    canonical("0.00" + unscaled + "00e+" + (power + 2 + unscaled.length()))
                            .replace("refused", power + 2 + unscaled.length() < 0 ? canonical : "refused"),
                    message);
            assertEquals("-" + canonical, canonical("-" + unscaled + "e" + power), message);
            for (long step : new long[] {-1, 1}) {
                BigDecimal other =
                        new BigDecimal(digits.unscaledValue().add(java.math.BigInteger.valueOf(step)), digits.scale());
                if (other.signum() > 0 && other.doubleValue() == value) {
                    assertEquals("refused", canonical(other.unscaledValue() + "e" + power), message + " " + other);
                }
            }
            assertEquals("refused", canonical(unscaled + "0".repeat(17) + "1e" + (power - 18)), message);
        });
    }

    @Test
    void of_all_the_decimals_of_17_digits_that_read_as_a_double_only_the_one_that_is_written_is_taken() {
        Random random = new Random(SEED);
        int taken = 0;
        for (int i = 0; i < 4000; i++) {
            long bits = (random.nextLong() & ~(0x7FFL << 52)) | ((long) (900 + random.nextInt(300)) << 52);
            double value = Math.abs(Double.longBitsToDouble(bits));
            BigDecimal near = new BigDecimal(value).round(new java.math.MathContext(17));
            BigDecimal spelled = near.add(near.ulp().multiply(BigDecimal.valueOf(random.nextInt(5) - 2)));
            boolean written = shortest(spelled.doubleValue()).compareTo(spelled) == 0;
            taken += written ? 1 : 0;
            assertEquals(
                    written,
                    !canonical(spelled.unscaledValue() + "e" + -spelled.scale()).equals("refused"),
                    "seed " + SEED + ": " + spelled);
        }
        assertTrue(taken > 400 && taken < 3600, "both kinds are met: " + taken);
    }

    @ParameterizedTest
    @CsvSource({
        "1234567890.0, 1234567890.0",
        "1.5, 1.5",
        "1.50, 1.5",
        "1E5, 100000.0",
        "1e16, 1e+16",
        "1e15, 1000000000000000.0",
        "9999999999999998.0, 9999999999999998.0",
        "0.0001, 0.0001",
        "0.00012345, 0.00012345",
        "0.00001, 1e-05",
        "1.5e-7, 1.5e-07",
        "5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "1e100, 1e+100",
        "-0.0, -0.0",
        "0.0, 0.0",
        "-0e99999999999999999999, -0.0",
        "0.000e-5, 0.0",
        "1e0000000000000000000000000005, 100000.0",
        "1e23, 1e+23",
        "-0, 0",
        "0, 0",
        "-12, -12",
        "123456789012345678901234567890, 123456789012345678901234567890",
    })
    void numbers_have_the_layout_of_repr(String sent, String written) {
        assertEquals(written, canonical(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1000000000000000055",
                "9007199254740993.0",
                "1e-400",
                "1e400",
                "-1e400",
                "1e99999999999999999999",
                "1e-99999999999999999999",
                "4e-324",
                "3e-324",
                "2e-324",
                "6e-324",
                "1.7976931348623159e308",
                "1.7976931348623158e308",
                "2.2250738585072011e-308",
                "9.999999999999999e22",
                "0.10000000000000001",
                "NaN",
                "Infinity",
                "-Infinity",
                "01",
                "-01",
                "1.",
                ".5",
                "+1",
                "1e",
                "1e+",
                "1.e5",
                "-",
                "--1",
                "0x1",
                "1_000",
                "\u0661",
                "1.5.5",
                "1e5e5",
                "1e5.5",
                "1,",
                "00",
                "-00",
                "0.1f",
                "1d"
            })
    void numbers_that_lose_a_digit_or_are_no_JSON_are_refused(String sent) {
        assertEquals("refused", canonical(sent));
    }

    @Test
    void integers_have_up_to_4300_digits() {
        assertEquals("9".repeat(4300), canonical("9".repeat(4300)));
        assertEquals("-" + "9".repeat(4300), canonical("-" + "9".repeat(4300)));
        assertEquals("refused", canonical("9".repeat(4301)));
        assertEquals("refused", canonical("-" + "9".repeat(4301)));
    }
}
