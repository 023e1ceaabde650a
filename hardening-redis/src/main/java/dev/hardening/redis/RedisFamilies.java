package dev.hardening.redis;

import dev.hardening.core.token.RefreshFamily;
import dev.hardening.core.token.Rotation;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refresh families on the server. The instants of a family are returned as they were given, to the nanosecond; what decides
 * is the server's clock, so a family has its ends in ticks as well, made of how long was left by the caller's clock.
 *
 * <p>A log-in and the end of all that a subject has concern many families and the subject's index in one script, so all keys are
 * in one slot, and all refreshes of a cluster on one of its nodes; a refresh is rare. Names of keys hold hashes. Values hold the
 * ids, subjects and tenants themselves, because the store returns them; no token can be made of them without the signing key.
 */
final class RedisFamilies {

    private static final String FAMILY = "{families}:family";
    private static final String SUBJECT = "{families}:subject";
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int FIELDS = 8;

    private final RedisRoom room;
    private final RedisScript begin;
    private final RedisScript rotate;
    private final RedisScript revoke;
    private final RedisScript revokeAll;

    RedisFamilies(RedisRoom room) {
        this.room = room;
        this.begin = room.script("family-begin");
        this.rotate = room.script("family-rotate");
        this.revoke = room.script("family-revoke");
        this.revokeAll = room.script("family-revoke-all");
    }

    /** Returns the families that were ended by it, or null when there is one of this id. */
    @Nullable
    List<RefreshFamily> begin(RefreshFamily family, int mostOfSubject) throws Unanswered {
        List<Object> answer = store(family, mostOfSubject);
        if (RedisRoom.number(answer, 0) == 0) {
            return null;
        }
        List<RefreshFamily> ended = new ArrayList<>();
        for (Object one : answer.subList(1, answer.size())) {
            if (!(one instanceof List<?> fields)) {
                throw unreadable();
            }
            ended.add(family(fields));
        }
        return ended;
    }

    /** Returns whether there was none of this id. */
    boolean create(RefreshFamily family) throws Unanswered {
        return RedisRoom.number(store(family, 0), 0) != 0;
    }

    private List<Object> store(RefreshFamily family, int most) throws Unanswered {
        Instant now = family.rotatedAt();
        String hash = RedisKeys.hash(family.id());
        String tenant = family.tenant();
        return room.run(
                begin,
                List.of(room.keys().plain(FAMILY, hash), room.keys().hashed(SUBJECT, family.subject())),
                RedisScript.text(hash),
                RedisScript.number(most),
                ticks(between(now, family.idleExpiry())),
                ticks(between(now, family.absoluteExpiry())),
                RedisScript.text(family.id()),
                RedisScript.text(family.subject()),
                RedisScript.text(tenant == null ? "" : "=" + tenant),
                RedisScript.number(family.generation()),
                RedisScript.text(now.toString()),
                RedisScript.text(family.idleExpiry().toString()),
                RedisScript.text(family.absoluteExpiry().toString()),
                RedisScript.number(family.revoked() ? 1 : 0));
    }

    Rotation rotate(String family, int generation, Instant now, Duration grace, Instant idleExpiry) throws Unanswered {
        List<Object> answer = room.run(
                rotate,
                List.of(room.keys().hashed(FAMILY, family)),
                RedisScript.number(generation),
                ticks(grace),
                ticks(between(now, idleExpiry)),
                RedisScript.text(now.toString()),
                RedisScript.text(idleExpiry.toString()));
        try {
            Rotation.Outcome outcome = Rotation.Outcome.valueOf(text(answer, 0));
            return new Rotation(
                    outcome, outcome == Rotation.Outcome.UNKNOWN ? null : family(answer.subList(1, answer.size())));
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
    }

    boolean revoke(String family) throws Unanswered {
        return RedisRoom.number(room.run(revoke, List.of(room.keys().hashed(FAMILY, family))), 0) != 0;
    }

    int revokeAll(String subject) throws Unanswered {
        List<Object> answer = room.run(
                revokeAll,
                List.of(room.keys().hashed(SUBJECT, subject)),
                room.keys().plain(FAMILY, ""));
        return (int) RedisRoom.number(answer, 0);
    }

    private static RefreshFamily family(List<?> fields) throws Unanswered {
        if (fields.size() != FIELDS) {
            throw unreadable();
        }
        try {
            int at = 0;
            String id = text(fields, at++);
            String subject = text(fields, at++);
            String tenant = text(fields, at++);
            int generation = Integer.parseInt(text(fields, at++));
            Instant rotatedAt = Instant.parse(text(fields, at++));
            Instant idle = Instant.parse(text(fields, at++));
            Instant absolute = Instant.parse(text(fields, at++));
            boolean ended = !"0".equals(text(fields, at));
            return new RefreshFamily(
                    id,
                    subject,
                    tenant.isEmpty() ? null : tenant.substring(1),
                    generation,
                    rotatedAt,
                    idle.isBefore(absolute) ? idle : absolute, // no token outlives its family
                    absolute,
                    ended);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private static String text(List<?> fields, int at) throws Unanswered {
        if (fields.get(at) instanceof byte[] text) {
            return new String(text, StandardCharsets.UTF_8);
        }
        throw unreadable();
    }

    private static Unanswered unreadable() {
        return new Unanswered("a family is stored in a form that nobody knows");
    }

    private static Duration between(Instant from, Instant to) {
        return to.isAfter(from) ? Duration.between(from, to) : Duration.ZERO;
    }

    private byte[] ticks(Duration span) {
        long nanos = (span.compareTo(LONGEST) > 0 ? LONGEST : span).toNanos();
        return RedisScript.number(nanos / room.clock().nanosPerTick());
    }
}
