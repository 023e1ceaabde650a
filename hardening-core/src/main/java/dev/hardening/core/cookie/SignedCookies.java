package dev.hardening.core.cookie;

import dev.hardening.core.secret.Base64Url;
import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.KeyRing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads values of the form {@code 1.<kid>.<iat>.<exp>.<payload>.<mac>}. The name of the cookie is part of what
 * is signed, and each part is signed with its length before it, so no two lists of parts are one message. A value has
 * one spelling only. The payload can be read by anybody. Immutable and safe for use by many threads.
 */
public final class SignedCookies {

    /** The most that a browser keeps of one cookie, in bytes of name and value together. */
    public static final int LARGEST = 4096;

    /** How far the clocks of two instances of a service may be apart. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private static final String VERSION = "1";
    private static final int PARTS = 6;
    private static final int MAC_SIZE = 32;
    private static final int DIGITS = 10;

    private static final CookieReading MALFORMED = new CookieReading.Bad(CookieFault.MALFORMED);
    private static final CookieReading KEY_UNKNOWN = new CookieReading.Bad(CookieFault.KEY_UNKNOWN);
    private static final CookieReading FORGED = new CookieReading.Bad(CookieFault.FORGED);
    private static final CookieReading EXPIRED = new CookieReading.Bad(CookieFault.EXPIRED);
    private static final CookieReading NOT_YET = new CookieReading.Bad(CookieFault.NOT_YET);

    private final DerivedKey current;
    private final List<DerivedKey> all;

    /**
     * Makes the codec of one purpose.
     *
     * @param keys the current one signs, the previous ones only verify
     * @param purpose names what is signed and the version of its form, such as {@code hardening/cookie/v1}
     */
    public SignedCookies(KeyRing keys, String purpose) {
        List<DerivedKey> derived = new ArrayList<>();
        keys.all().forEach(key -> derived.add(DerivedKey.of(key, purpose)));
        this.current = derived.get(0);
        this.all = List.copyOf(derived);
    }

    /**
     * Returns the signed value.
     *
     * @param name the cookie's name, under which alone the value will count
     * @param issued cut to whole seconds
     * @param expires cut to whole seconds
     * @throws IllegalArgumentException when name and value are longer than {@value #LARGEST} bytes, or when it expires
     *     before it is issued
     */
    public String sign(String name, Instant issued, Instant expires, byte[] payload) {
        if (!expires.isAfter(issued)) {
            throw new IllegalArgumentException("a cookie expires after it is issued");
        }
        String iat = Long.toString(issued.getEpochSecond());
        String exp = Long.toString(expires.getEpochSecond());
        String body = Base64Url.encode(payload);
        byte[] mac = current.mac(message(name, current.id(), iat, exp, body));
        String value = String.join(".", VERSION, current.id(), iat, exp, body, Base64Url.encode(mac));
        if (name.length() + value.length() > LARGEST) {
            throw new IllegalArgumentException("the cookie would have more than " + LARGEST + " bytes");
        }
        return value;
    }

    /** Returns what a value is worth under this name at this moment. Never throws, whatever the value is. */
    public CookieReading read(String name, String value, Instant now) {
        int length = value.length();
        int[] dots = new int[PARTS - 1];
        if (length + name.length() > LARGEST || !findDots(value, dots) || dots[0] != 1 || value.charAt(0) != '1') {
            return MALFORMED;
        }
        long iat = seconds(value, dots[1] + 1, dots[2]);
        long exp = seconds(value, dots[2] + 1, dots[3]);
        byte[] payload = Base64Url.decode(value, dots[3] + 1, dots[4]);
        byte[] mac = Base64Url.decode(value, dots[4] + 1, length);
        if (iat < 0 || exp <= iat || payload == null || mac == null || mac.length != MAC_SIZE) {
            return MALFORMED;
        }
        DerivedKey key = key(value, dots[0] + 1, dots[1]);
        if (key == null) {
            return KEY_UNKNOWN;
        }
        byte[] message = message(
                name,
                key.id(),
                value.substring(dots[1] + 1, dots[2]),
                value.substring(dots[2] + 1, dots[3]),
                value.substring(dots[3] + 1, dots[4]));
        if (!key.verifies(message, mac)) {
            return FORGED;
        }
        Instant issued = Instant.ofEpochSecond(iat);
        Instant expires = Instant.ofEpochSecond(exp);
        if (!now.isBefore(expires)) {
            return EXPIRED;
        }
        return issued.isAfter(now.plus(SKEW)) ? NOT_YET : new SignedCookie(payload, issued, expires, key != current);
    }

    private static boolean findDots(String value, int[] dots) {
        int found = 0;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '.') {
                if (found == dots.length) {
                    return false;
                }
                dots[found++] = i;
            }
        }
        return found == dots.length;
    }

    /** Returns -1 for anything that is not written as {@link Long#toString(long)} writes a time. */
    private static long seconds(String value, int from, int to) {
        if (from == to || to - from > DIGITS || value.charAt(from) == '0') {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }

    private @Nullable DerivedKey key(String value, int from, int to) {
        for (int i = 0; i < all.size(); i++) {
            String id = all.get(i).id();
            if (id.length() == to - from && value.startsWith(id, from)) {
                return all.get(i);
            }
        }
        return null;
    }

    private static byte[] message(String name, String kid, String iat, String exp, String payload) {
        String[] parts = {VERSION, name, kid, iat, exp, payload};
        int size = 0;
        for (String part : parts) {
            size += 2 + part.length();
        }
        byte[] message = new byte[size];
        int at = 0;
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.ISO_8859_1);
            message[at++] = (byte) (bytes.length >> 8);
            message[at++] = (byte) bytes.length;
            System.arraycopy(bytes, 0, message, at, bytes.length);
            at += bytes.length;
        }
        return message;
    }
}
