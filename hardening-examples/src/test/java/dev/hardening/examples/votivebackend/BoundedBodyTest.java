package dev.hardening.examples.votivebackend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {

    private final AtomicInteger cancelled = new AtomicInteger();
    private final BoundedBody body = new BoundedBody(10);
    private final CompletableFuture<byte[]> whole = body.getBody().toCompletableFuture();

    BoundedBodyTest() {
        body.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                assertEquals(Long.MAX_VALUE, n);
            }

            @Override
            public void cancel() {
                cancelled.incrementAndGet();
            }
        });
    }

    private static List<ByteBuffer> bytes(int... lengths) {
        return Arrays.stream(lengths)
                .mapToObj(length -> ByteBuffer.wrap(new byte[length]))
                .toList();
    }

    @Test
    void keeps_what_comes_in_parts_up_to_its_length() {
        body.onNext(bytes(3, 0));
        body.onNext(bytes(7));
        assertFalse(whole.isDone());
        body.onComplete();
        assertArrayEquals(new byte[10], whole.join());
        assertEquals(0, cancelled.get());
    }

    @Test
    void breaks_off_one_byte_later_and_keeps_nothing_of_an_endless_body() {
        body.onNext(bytes(5, 6));
        assertEquals(1, cancelled.get());
        assertInstanceOf(
                IOException.class,
                assertThrows(CompletionException.class, whole::join).getCause());
        body.onComplete();
        assertThrows(CompletionException.class, whole::join);
    }

    @Test
    void passes_failures_on() {
        IOException failure = new IOException("reset");
        body.onError(failure);
        assertEquals(
                failure, assertThrows(CompletionException.class, whole::join).getCause());
    }
}
