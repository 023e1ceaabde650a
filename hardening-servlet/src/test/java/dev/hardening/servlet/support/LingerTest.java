package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LingerTest {

    /** A body of which so much has arrived; the rest never does. */
    private static final class Arrived extends ServletInputStream {
        private final long length;
        private long left;
        private long taken;

        Arrived(long length, long arrived) {
            this.length = length;
            this.left = arrived;
        }

        @Override
        public int read() {
            throw new AssertionError("one byte at a time");
        }

        @Override
        public int read(byte[] bytes, int from, int most) {
            if (isFinished()) {
                return -1;
            }
            assertTrue(left > 0, "waits for what has not arrived");
            int now = (int) Math.min(most, left);
            Arrays.fill(bytes, from, from + now, (byte) 'x');
            left -= now;
            taken += now;
            return now;
        }

        @Override
        public int available() {
            return (int) Math.min(1_000, left);
        }

        @Override
        public boolean isFinished() {
            return taken == length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, true",
        "10, 10, 10, true",
        "100000, 100000, 100000, true",
        "100000, 99999, 99999, false",
        "10, 0, 0, false",
        "4194304, 4194304, 4194304, true",
        "4194305, 4194305, 4194304, false",
        "100000000000, 100000000000, 4194304, false",
    })
    void what_has_arrived_is_read_within_a_bound(long length, long arrived, long taken, boolean whole)
            throws IOException {
        Arrived body = new Arrived(length, arrived);

        assertEquals(whole, Linger.isAllThere(body));
        assertEquals(taken, body.taken);
        assertFalse(taken > 4_194_304);
    }
}
