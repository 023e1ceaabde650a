package dev.hardening.core.lockout;

import dev.hardening.core.secret.Base64Url;
import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values for the cookie of a device that has logged in to an account before: 16 random bytes, the second in which it expires,
 * and the MAC of both and the account's name. Safe for use by many threads.
 */
final class DeviceCookies {

    private static final int ID = 16;
    private static final int SIGNED = ID + Long.BYTES;
    private static final int WHOLE = SIGNED + 32;
    private static final int TEXT = 75;

    private final DerivedKey key;
    private final Duration life;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    DeviceCookies(Secret secret, Duration life, InstantSource clock) {
        this.key = DerivedKey.of(secret, "hardening/lockout/device/v1");
        this.life = life;
        this.clock = clock;
    }

    /** Returns the id of the device with the second of its end behind it, or null when the value is not for the account now. */
    @Nullable
    ByteBuffer read(String value, String account) {
        if (value.length() != TEXT) {
            return null;
        }
        byte[] bytes = Base64Url.decode(value);
        if (bytes == null || !key.verifies(message(bytes, account), Arrays.copyOfRange(bytes, SIGNED, WHOLE))) {
            return null;
        }
        ByteBuffer device = ByteBuffer.wrap(bytes, 0, SIGNED);
        return device.getLong(ID) > now() ? device : null;
    }

    /** Returns a new value for a device that has none, and for one whose value has lived more than half of its life. */
    @Nullable
    String renewed(@Nullable ByteBuffer device, String account) {
        if (device != null && device.getLong(ID) - now() > life.toSeconds() / 2) {
            return null;
        }
        byte[] signed = new byte[SIGNED];
        random.nextBytes(signed);
        if (device != null) {
            ByteBuffer.wrap(signed).putLong(0, device.getLong(0)).putLong(8, device.getLong(8));
        }
        ByteBuffer.wrap(signed).putLong(ID, now() + life.toSeconds());
        byte[] mac = key.mac(message(signed, account));
        byte[] whole = ByteBuffer.allocate(WHOLE).put(signed).put(mac).array();
        return Base64Url.encode(whole);
    }

    private static byte[] message(byte[] signed, String account) {
        byte[] name = account.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(SIGNED + name.length)
                .put(signed, 0, SIGNED)
                .put(name)
                .array();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
