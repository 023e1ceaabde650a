package dev.hardening.core.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("alone")
class KeyTableTest {

    private static final int MANY = 20_000;
    private static final int ROUNDS = 40;
    private static final int CALLS = 200;
    /** Two microseconds a call, lest a compiler that sees through the table of one key shames the other. */
    private static final long SLACK = CALLS * 2_000L;

    private static byte[] digest(int number) {
        byte[] key = ("key-number-" + number).getBytes(StandardCharsets.US_ASCII);
        return Presented.sha256(key, 0, key.length);
    }

    private static List<ApiKey> keys(int count) {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(ApiKey.labelled("k" + i, digest(i)));
        }
        return keys;
    }

    @Test
    void C_22_what_a_client_presents_is_compared_by_its_whole_digest_once_in_a_call_and_by_nothing_else() {
        JavaClasses imported =
                new ClassFileImporter().importClasses(KeyTable.class, ApiKeys.class, ApiKey.class, Presented.class);
        List<JavaMethodCall> whole = Stream.of(KeyTable.class, ApiKeys.class, Presented.class)
                .map(imported::get)
                .map(JavaClass::getMethodCallsFromSelf)
                .flatMap(calls -> calls.stream())
                .filter(call -> call.getTargetOwner().isEquivalentTo(MessageDigest.class)
                        && call.getName().equals("isEqual"))
                .toList();
        assertEquals(1, whole.size(), whole::toString);
        assertEquals("find", whole.get(0).getOrigin().getName());

        List<JavaMethodCall> early = imported.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> List.of(
                                "equals", "compare", "compareTo", "mismatch", "contentEquals", "equalsIgnoreCase")
                        .contains(call.getName()))
                .toList();
        assertEquals(List.of(), early);
    }

    /** Digests that agree in the eight bytes by which the table looks are still told apart by the others. */
    @Test
    void C_22_a_digest_that_differs_in_any_one_bit_is_another_key() {
        List<ApiKey> keys = keys(50);
        KeyTable table = new KeyTable(keys, new SplittableRandom(22));
        for (int i = 0; i < keys.size(); i++) {
            assertSame(keys.get(i), table.find(digest(i)));
            for (int bit = 0; bit < 256; bit++) {
                byte[] near = digest(i);
                near[bit / 8] ^= (byte) (1 << bit % 8);
                assertNull(table.find(near), "key " + i + " bit " + bit);
            }
        }
    }

    /** A table that compared key by key would take thousands of times as long for the last as for the first. */
    @Test
    void C_22_the_first_the_last_and_no_key_of_many_take_as_long_as_the_only_one() {
        KeyTable one = new KeyTable(keys(1), new SplittableRandom(1));
        KeyTable many = new KeyTable(keys(MANY), new SplittableRandom(2));
        byte[][] presented = {digest(0), digest(MANY / 2), digest(MANY - 1), digest(MANY)};
        long[] best = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        long only = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            only = Math.min(only, nanos(one, presented[0]));
            for (int i = 0; i < presented.length; i++) {
                best[i] = Math.min(best[i], nanos(many, presented[i]));
            }
        }
        for (long nanos : best) {
            assertTrue(
                    nanos < 20 * only + SLACK,
                    "only " + only + ", first, middle, last, none " + List.of(best[0], best[1], best[2], best[3]));
        }
    }

    private static long nanos(KeyTable table, byte[] digest) {
        int found = 0;
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            found += table.find(digest) == null ? 0 : 1;
        }
        long nanos = System.nanoTime() - start;
        assertTrue(found == 0 || found == CALLS);
        return nanos;
    }
}
