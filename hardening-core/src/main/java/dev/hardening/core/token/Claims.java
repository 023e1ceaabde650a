package dev.hardening.core.token;

import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonNumber;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads claims with strict types: a member of another type is a fault and never absent. The first fault stands;
 * {@link #fault()} tells it at the end, and that the time is over only where nothing else is wrong.
 */
final class Claims {

    /** The most characters of a name, a role or a tenant. */
    static final int LONGEST_TEXT = 256;

    /** The most roles or tenants. */
    static final int MOST_TEXTS = 64;

    /** The last second of the year 9999: beyond it is a time in milliseconds, or nonsense. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private final JsonObject members;
    private final boolean fractions;
    private @Nullable TokenFault fault;
    private boolean expired;

    /** Reads these claims; {@code fractions} allows times that are no whole seconds. */
    Claims(JsonObject members, boolean fractions) {
        this.members = members;
        this.fractions = fractions;
    }

    @Nullable
    TokenFault fault() {
        return fault == null && expired ? TokenFault.EXPIRED : fault;
    }

    void fail(TokenFault reason) {
        if (fault == null) {
            fault = reason;
        }
    }

    void require(boolean holds, TokenFault reason) {
        if (!holds) {
            fail(reason);
        }
    }

    boolean has(String name) {
        return members.has(name);
    }

    /** Returns a text of 1 to 256 printable characters, or null when it is absent. */
    @Nullable
    String text(String name) {
        JsonValue value = members.get(name);
        if (value == null) {
            return null;
        }
        String text = textOf(value);
        require(text != null, TokenFault.CLAIMS);
        return text;
    }

    String requiredText(String name) {
        String text = text(name);
        require(text != null, TokenFault.CLAIMS);
        return text == null ? "-" : text;
    }

    /** Requires a text to be exactly the expected one. */
    void requireText(String name, String expected, TokenFault reason) {
        require(members.get(name) instanceof JsonString found && found.value().equals(expected), reason);
    }

    /** Requires a text not to be the given one; it may be absent. */
    void requireOther(String name, String forbidden, TokenFault reason) {
        require(!(members.get(name) instanceof JsonString found && found.value().equals(forbidden)), reason);
    }

    /** Requires an audience: the text itself or, where lists are taken, a list of texts that holds it. */
    void requireAudience(String expected, boolean lists) {
        JsonValue value = members.get("aud");
        if (lists && value instanceof JsonArray) {
            require(texts("aud").contains(expected), TokenFault.AUDIENCE);
        } else {
            requireText("aud", expected, TokenFault.AUDIENCE);
        }
    }

    /** Returns the texts of a list; an absent one is empty. */
    Set<String> texts(String name) {
        Set<String> texts = new LinkedHashSet<>();
        JsonValue value = members.get(name);
        if (value == null) {
            return texts;
        }
        if (!(value instanceof JsonArray array) || array.size() > MOST_TEXTS) {
            fail(TokenFault.CLAIMS);
            return texts;
        }
        for (JsonValue element : array.elements()) {
            String text = textOf(element);
            if (text == null) {
                fail(TokenFault.CLAIMS);
                return texts;
            }
            texts.add(text);
        }
        return texts;
    }

    int requiredCount(String name) {
        Long value = wholeNumber(members.get(name));
        if (value == null || value < 0 || value > Integer.MAX_VALUE) {
            fail(TokenFault.CLAIMS);
            return 0;
        }
        return value.intValue();
    }

    /**
     * Checks {@code iat}, {@code nbf} and {@code exp} against a moment.
     *
     * @return issued and expires; issued is {@link Instant#EPOCH} when the claim is absent and need not be there
     */
    Span times(Instant now, Duration skew, Duration longest, boolean needsIssued) {
        Instant issued = time("iat");
        Instant notBefore = time("nbf");
        Instant expires = time("exp");
        require(expires != null, TokenFault.CLAIMS);
        require(issued != null || !needsIssued, TokenFault.CLAIMS);
        Instant latestStart = now.plus(skew);
        // Tokens count in whole seconds, and the first one after all others were ended bears the next second.
        Instant latestIssue = skew.isZero() ? now.plusSeconds(1) : latestStart;
        require(issued == null || !issued.isAfter(latestIssue), TokenFault.FUTURE);
        require(notBefore == null || !notBefore.isAfter(latestStart), TokenFault.FUTURE);
        Instant end = expires == null ? Instant.EPOCH : expires;
        Instant start = issued == null ? now : issued;
        require(issued == null || end.isAfter(issued), TokenFault.LIFETIME);
        require(!end.isAfter(start.plus(longest)), TokenFault.LIFETIME);
        expired = !now.isBefore(end.plus(skew));
        return new Span(issued == null ? Instant.EPOCH : issued, end);
    }

    private @Nullable Instant time(String name) {
        JsonValue value = members.get(name);
        if (value == null) {
            return null;
        }
        Long seconds = wholeNumber(value);
        if (seconds == null && fractions && value instanceof JsonNumber number) {
            BigDecimal exact = number.asBigDecimal();
            BigDecimal floor = exact == null || exact.abs().compareTo(BigDecimal.valueOf(LAST_SECOND)) > 0
                    ? null
                    : exact.setScale(0, RoundingMode.FLOOR);
            seconds = floor == null ? null : (Long) floor.longValue();
        }
        if (seconds == null || seconds < 0 || seconds > LAST_SECOND) {
            fail(TokenFault.CLAIMS);
            return null;
        }
        return Instant.ofEpochSecond(seconds);
    }

    private static @Nullable Long wholeNumber(@Nullable JsonValue value) {
        return value instanceof JsonNumber number && number.isInteger() ? number.asLong() : null;
    }

    private static @Nullable String textOf(JsonValue value) {
        if (!(value instanceof JsonString string)) {
            return null;
        }
        String text = string.value();
        return isText(text) ? text : null;
    }

    /** Tells whether a claim may be this text. */
    static boolean isText(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_TEXT
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || c == 0x2028
                                || c == 0x2029
                                || Character.getType(c) == Character.SURROGATE);
    }

    /** From when to when. */
    record Span(Instant issued, Instant expires) {}
}
