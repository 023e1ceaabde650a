package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {

    private static final Duration OVERLAP = Duration.ofHours(1);

    private final Secret first = key(1);
    private final Secret second = key(2);
    private final Secret third = key(3);

    @Test
    void signs_with_the_current_key_and_verifies_with_all() {
        KeyRing ring = KeyRing.of(second, List.of(first));

        assertSame(second, ring.current());
        assertEquals(List.of(first), ring.previous());
        assertEquals(List.of(second, first), ring.all());
        assertEquals(List.of(first), KeyRing.of(first).all());
        assertEquals(List.of(), KeyRing.of(first).previous());
    }

    @Test
    void rotation_makes_a_new_ring_and_leaves_the_old_one() {
        KeyRing ring = KeyRing.of(first);
        KeyRing rotated = ring.rotatedTo(second).rotatedTo(third);

        assertEquals(List.of(third, second, first), rotated.all());
        assertEquals(List.of(first), ring.all());
        assertEquals(List.of(third), rotated.withoutPrevious().all());
        assertEquals(List.of(first, third, second), rotated.rotatedTo(first).all());
        assertEquals(rotated.all(), rotated.rotatedTo(third).all());
    }

    @Test
    void counts_a_key_once_and_holds_no_more_than_it_says() {
        List<Secret> many = IntStream.range(10, 18).mapToObj(KeyRingTest::key).toList();
        assertEquals(
                List.of(first, second),
                KeyRing.of(first, List.of(first, second, second)).all());
        KeyRing full = KeyRing.of(first, many);
        assertEquals(9, full.all().size());

        KeyRing rotated = full.rotatedTo(second);

        assertEquals(9, rotated.all().size());
        assertEquals(first, rotated.previous().get(0));
        assertFalse(rotated.all().contains(many.get(7)));
        List<Secret> tooMany = new ArrayList<>(many);
        tooMany.add(third);
        assertThrows(IllegalArgumentException.class, () -> KeyRing.of(first, tooMany));
    }

    @Test
    void finds_keys_by_fingerprint() {
        KeyRing ring = KeyRing.of(second, List.of(first));

        assertEquals(
                Optional.of(first), ring.withFingerprint(first.keyFingerprint().orElseThrow()));
        assertEquals(
                Optional.empty(), ring.withFingerprint(third.keyFingerprint().orElseThrow()));
        assertEquals(Optional.empty(), ring.withFingerprint(""));
    }

    @Test
    void shows_names_only() {
        assertEquals(
                "KeyRing[Secret[K2, 64 bytes], Secret[K1, 64 bytes]]",
                KeyRing.of(second, List.of(first)).toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_rotating_ring_forgets_old_keys_after_the_overlap(boolean overflow) {
        FakeTicker ticker = overflow ? FakeTicker.aboutToOverflow() : new FakeTicker();
        RotatingKeyRing ring = RotatingKeyRing.of(KeyRing.of(first), OVERLAP, ticker);
        KeyRing taken = ring.get();

        ring.rotateTo(second);
        ticker.advance(Duration.ofMinutes(40));
        ring.rotateTo(third);
        assertEquals(List.of(third, second, first), ring.get().all());
        ticker.advance(Duration.ofMinutes(20).minusNanos(1));
        assertEquals(List.of(third, second, first), ring.get().all());
        ticker.advance(Duration.ofNanos(1));
        assertEquals(List.of(third, second), ring.get().all());
        ticker.advance(Duration.ofMinutes(40));
        assertEquals(List.of(third), ring.get().all());
        assertEquals(List.of(first), taken.all());
        assertSame(ring.get(), ring.get());
    }

    @Test
    void a_rotating_ring_goes_back_to_a_key_without_losing_it_later() {
        FakeTicker ticker = new FakeTicker();
        RotatingKeyRing ring = RotatingKeyRing.of(KeyRing.of(first), OVERLAP, ticker);
        ring.rotateTo(second);
        ring.rotateTo(first);
        ring.rotateTo(first);
        assertEquals(List.of(first, second), ring.get().all());

        ticker.advance(OVERLAP);

        assertEquals(List.of(first), ring.get().all());
    }

    @Test
    void a_rotating_ring_counts_the_overlap_from_the_last_time_a_key_was_current() {
        FakeTicker ticker = new FakeTicker();
        RotatingKeyRing ring = RotatingKeyRing.of(KeyRing.of(first), OVERLAP, ticker);
        ring.rotateTo(second);
        ticker.advance(Duration.ofMinutes(50));
        ring.rotateTo(first);
        ticker.advance(Duration.ofMinutes(5));
        ring.rotateTo(third);

        ticker.advance(Duration.ofMinutes(10));
        assertEquals(List.of(third, first, second), ring.get().all());
        ticker.advance(Duration.ofMinutes(49));
        assertEquals(List.of(third, first), ring.get().all());
        ticker.advance(Duration.ofMinutes(1));
        assertEquals(List.of(third), ring.get().all());
    }

    @Test
    void a_rotating_ring_keeps_the_keys_that_the_operator_gave() {
        FakeTicker ticker = new FakeTicker();
        RotatingKeyRing ring = RotatingKeyRing.of(KeyRing.of(second, List.of(first)), OVERLAP, ticker);
        ticker.advance(Duration.ofDays(30));
        assertEquals(List.of(second, first), ring.get().all());
        ring.rotateTo(third);
        ticker.advance(OVERLAP);

        assertEquals(List.of(third, first), ring.get().all());
        assertTrue(ring.get().all().contains(first));
    }

    @Test
    void a_rotating_ring_without_overlap_drops_the_old_key_at_once() {
        RotatingKeyRing ring = RotatingKeyRing.of(KeyRing.of(first), Duration.ZERO, new FakeTicker());
        ring.rotateTo(second);

        assertEquals(List.of(second), ring.get().all());
        assertThrows(
                IllegalArgumentException.class,
                () -> RotatingKeyRing.of(KeyRing.of(first), Duration.ofSeconds(-1), new FakeTicker()));
        assertThrows(
                IllegalArgumentException.class,
                () -> RotatingKeyRing.of(KeyRing.of(first), Duration.ofDays(4000), new FakeTicker()));
    }

    @Test
    void a_rotating_ring_stays_bounded_however_often_it_rotates() {
        RotatingKeyRing ring = RotatingKeyRing.of(KeyRing.of(first), OVERLAP, new FakeTicker());
        for (int i = 0; i < 100; i++) {
            ring.rotateTo(key(100 + i));
        }

        assertEquals(KeyRing.MAX_PREVIOUS + 1, ring.get().all().size());
        assertEquals(key(199), ring.get().current());
    }

    private static Secret key(int number) {
        return Secret.ofUtf8("K" + number, String.format("%064x", number));
    }
}
