package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.token.RefreshFamily;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.core.token.Rotation;
import dev.hardening.core.token.Rotation.Outcome;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stores on the server and those in memory answer alike whatever they are asked. */
class SharedSessionsBesideMemoryTest {

    private static final int STEPS = 2000;
    private static final String[] SUBJECTS = {"alice", "bob", "carol", "Ünï / {x}"};

    private final FakeTicker ticker = new FakeTicker();
    private final RefreshFamilyStore memory = RefreshFamilyStore.inMemory(100_000);
    private final RefreshFamilyStore redis =
            new SharedRefreshFamilyStore(Rooms.empty(SharedRoom.REFRESH, ticker), RefreshFamilyStore.inMemory(1));
    private final Map<String, RefreshFamily> begun = new HashMap<>();
    private final List<String> ids = new ArrayList<>();
    private String latest = "never";

    @ParameterizedTest
    @ValueSource(longs = {20261127L, 7L})
    void families_are_what_they_are_in_memory(long seed) {
        Random random = new Random(seed);
        Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
        int ended = 0;
        for (int step = 0; step < STEPS; step++) {
            ticker.advance(Duration.ofNanos(1_000_000
                    + (random.nextInt(4) == 0
                            ? random.nextLong(3_600_000_000_000L)
                            : random.nextLong(12_000_000_000L))));
            String where = "seed " + seed + ", step " + step;
            clean(where);
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    RefreshFamily family = family(random, "f" + step);
                    int most = 1 + random.nextInt(5);
                    List<RefreshFamily> gone = memory.begin(family, most);
                    assertEquals(gone, redis.begin(family, most), where);
                    ended += gone.size();
                    known(family);
                }
                case 2 -> {
                    boolean again = random.nextBoolean() && !ids.isEmpty();
                    RefreshFamily family = family(random, again ? any(random) : "x" + step);
                    if (!again || !isOver(family.id())) {
                        boolean made = memory.create(family);
                        assertEquals(made, redis.create(family), where);
                        if (made) {
                            known(family);
                        }
                    }
                }
                case 3 -> {
                    String id = any(random);
                    assertEquals(memory.revoke(id), redis.revoke(id), where);
                }
                case 4 -> {
                    if (random.nextInt(5) == 0) {
                        String subject = SUBJECTS[random.nextInt(SUBJECTS.length)];
                        assertEquals(memory.revokeAll(subject), redis.revokeAll(subject), where);
                    }
                }
                default -> seen.merge(rotate(random, where), 1, Integer::sum);
            }
        }
        for (Outcome outcome : Outcome.values()) {
            assertTrue(seen.getOrDefault(outcome, 0) > 10, "seed " + seed + " shows enough of each: " + seen);
        }
        assertTrue(ended > 50, "and of families that had to go: " + ended);
    }

    /** Memory forgets some that are over whenever it takes one; the server forgets them by itself. */
    private void clean(String where) {
        for (int i = 0; i < 3; i++) {
            Instant now = ticker.instant();
            RefreshFamily brief = new RefreshFamily(
                    "clean" + where + i, "nobody", null, 0, now, now.plusNanos(1), now.plusNanos(1), false);
            assertTrue(memory.create(brief));
        }
    }

    private Outcome rotate(Random random, String where) {
        String id = random.nextInt(5) < 2 ? latest : any(random);
        RefreshFamily last = begun.get(id);
        int newest = last == null ? 0 : last.generation();
        int generation = random.nextInt(40) == 0
                ? random.nextInt()
                : newest - (random.nextInt(id.equals(latest) ? 2 : 8) == 0 ? 1 : 0);
        Duration grace = random.nextInt(4) == 0 ? Duration.ZERO : Duration.ofSeconds(random.nextInt(60));
        Instant now = ticker.instant();
        Instant idle = now.plusNanos(random.nextLong(36_000_000_000_000L));
        Rotation expected = memory.rotate(id, generation, now, grace, idle);
        Rotation found = redis.rotate(id, generation, now, grace, idle);
        if (last != null && isOver(id)) {
            assertTrue(isOver(expected.outcome()) && isOver(found.outcome()), where + ": " + expected + found);
            return expected.outcome();
        }
        assertEquals(expected, found, where);
        RefreshFamily family = found.family();
        if (family != null) {
            begun.put(id, family);
            latest = found.outcome() == Outcome.ROTATED ? id : latest;
        }
        return found.outcome();
    }

    private static boolean isOver(Outcome outcome) {
        return outcome == Outcome.EXPIRED || outcome == Outcome.UNKNOWN;
    }

    private boolean isOver(String id) {
        RefreshFamily family = begun.get(id);
        return family != null && !ticker.instant().isBefore(family.absoluteExpiry());
    }

    private void known(RefreshFamily family) {
        if (begun.put(family.id(), family) == null) {
            ids.add(family.id());
        }
    }

    /** Mostly one of the newest, or else hardly any is alive. */
    private String any(Random random) {
        int size = ids.size();
        return size == 0 || random.nextInt(30) == 0
                ? "never"
                : ids.get(Math.max(0, size - 1 - random.nextInt(random.nextInt(5) == 0 ? size : 12)));
    }

    private RefreshFamily family(Random random, String id) {
        Instant now = ticker.instant();
        Instant end = now.plusNanos(1 + random.nextLong(72_000_000_000_000L));
        Instant idle = now.plusNanos(random.nextLong(18_000_000_000_000L));
        String tenant = random.nextBoolean() ? null : random.nextBoolean() ? "" : "demo";
        return new RefreshFamily(
                id,
                SUBJECTS[random.nextInt(SUBJECTS.length)],
                tenant,
                random.nextInt(3) == 0 ? random.nextInt(5) : 0,
                now,
                idle.isBefore(end) ? idle : end,
                end,
                random.nextInt(20) == 0);
    }

    @Test
    void revocations_are_what_they_are_in_memory() {
        long seed = 20261128L;
        Random random = new Random(seed);
        RevocationStore here = RevocationStore.inMemory(ticker, 100_000);
        RevocationStore there = new SharedRevocationStore(
                Rooms.empty(SharedRoom.REVOCATION, ticker), RevocationStore.inMemory(ticker, 1), ticker);
        int revoked = 0;
        int later = 0;
        int recent = 0;
        for (int step = 0; step < STEPS; step++) {
            ticker.advance(Duration.ofMillis(random.nextInt(700)));
            String where = "seed " + seed + ", step " + step;
            String token = "id" + random.nextInt(40);
            String session = "id" + random.nextInt(40);
            String subject = "id" + (random.nextBoolean() ? recent : random.nextInt(6));
            Instant now = ticker.instant();
            Instant until = now.plusMillis(random.nextInt(30_000));
            switch (random.nextInt(12)) {
                case 0 -> each(here, there, store -> store.revokeToken(token, until));
                case 1 -> each(here, there, store -> store.revokeSession(session, until));
                case 2 -> {
                    recent = Integer.parseInt(subject.substring(2));
                    Instant moment = now.plusMillis(random.nextInt(6_000) - 4_000L);
                    each(here, there, store -> store.revokeSubject(subject, moment, now.plus(Duration.ofDays(1))));
                }
                case 3, 4, 5 -> {
                    Instant bears = here.secondToBear(subject, now);
                    assertEquals(bears, there.secondToBear(subject, now), where);
                    later += bears.isAfter(now) ? 1 : 0;
                }
                default -> {
                    String asked = random.nextInt(4) == 0 ? null : token;
                    String of = random.nextInt(4) == 0 ? null : session;
                    Instant issued = now.plusSeconds(random.nextInt(30) - 25L);
                    boolean expected = here.isRevoked(asked, of, subject, issued);
                    assertEquals(expected, there.isRevoked(asked, of, subject, issued), where);
                    revoked += expected ? 1 : 0;
                }
            }
        }
        assertTrue(revoked > 150 && later > 10, revoked + " revoked, " + later + " later");
    }

    private static void each(RevocationStore one, RevocationStore other, Consumer<RevocationStore> change) {
        change.accept(one);
        change.accept(other);
    }
}
