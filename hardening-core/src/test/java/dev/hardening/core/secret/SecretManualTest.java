package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the package's manual. */
class SecretManualTest {

    @TempDir
    Path directory;

    @Test
    void a_secret_is_read_judged_and_used() throws IOException {
        Path path = Files.writeString(directory.resolve("jwt_secret"), "replace-with-strong\n");

        Secret key = SecretFile.read("JWT_SECRET", path);
        StringBuilder report = new StringBuilder();
        for (SecretFinding finding : SecretRule.signing().check(key)) {
            report.append(finding).append('\n');
        }
        byte[] message = "message".getBytes(StandardCharsets.UTF_8);
        byte[] mac = key.exposeBytes(bytes -> hmacSha256(bytes, message));

        assertTrue(report.toString().contains("JWT_SECRET has 19 bytes, needs at least 32 bytes"), report.toString());
        assertTrue(report.toString().contains("placeholder"));
        assertFalse(report.toString().contains("replace-with-strong"));
        assertEquals(32, mac.length);
    }

    @Test
    void a_key_ring_follows_a_file() throws IOException {
        SecretGenerator generator = new SecretGenerator();
        Path path = directory.resolve("jwt_secret");
        Secret first = writeTo(path, generator.hex("JWT_SECRET", 32));
        FakeTicker ticker = new FakeTicker();
        RotatingKeyRing ring =
                RotatingKeyRing.of(KeyRing.of(SecretFile.read("JWT_SECRET", path)), Duration.ofHours(1), ticker);
        ReloadingFile<Secret> file = ReloadingFile.open(
                "JWT_SECRET",
                path,
                SecretParser.one("JWT_SECRET", SecretRule.signing()),
                ReloadListener.none(),
                ring::rotateTo);
        try (SecretReloader reloader = new SecretReloader(List.of(file))) {
            assertFalse(reloader.poll());
            Secret second = writeTo(path, generator.hex("JWT_SECRET", 32));
            reloader.poll();
            reloader.poll();

            assertEquals(List.of(second, first), ring.get().all());
            ticker.advance(Duration.ofHours(1));
            assertEquals(List.of(second), ring.get().all());
        }
    }

    private static Secret writeTo(Path path, Secret secret) throws IOException {
        Files.write(path, secret.<byte[]>exposeBytes(byte[]::clone));
        return secret;
    }

    private static byte[] hmacSha256(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
