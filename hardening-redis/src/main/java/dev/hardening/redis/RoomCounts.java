package dev.hardening.redis;

import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.reading.Reading;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How the decisions of one room were made. Safe for use by many threads. */
final class RoomCounts {

    private final SharedRoom room;
    private final FailurePolicy policy;
    private final LongAdder shared = new LongAdder();
    private final LongAdder known = new LongAdder();
    private final LongAdder alone = new LongAdder();

    RoomCounts(SharedRoom room, FailurePolicy policy) {
        this.room = room;
        this.policy = policy;
    }

    FailurePolicy policy() {
        return policy;
    }

    /** Counts a decision of the server. */
    void shared() {
        shared.increment();
    }

    /** Counts a decision that repeats one of the server, without asking it. */
    void known() {
        known.increment();
    }

    /** Counts a decision that the server did not make. */
    void alone() {
        alone.increment();
    }

    List<Reading> readings() {
        return List.of(
                reading("shared", shared),
                reading("known", known),
                reading(policy.name().toLowerCase(Locale.ROOT), alone));
    }

    private Reading reading(String by, LongAdder count) {
        return Reading.counter(
                        "shared_store_decisions_total",
                        "Decisions by who made them: the shared server, an answer of it that still holds, or, without it,"
                                + " the room's policy.",
                        count::sum)
                .labelled(Map.of("room", room.word(), "by", by));
    }
}
