package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.IssuerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** While the issuer hangs, few requests may wait for it, or it takes all threads of the service with it. */
class HangingIssuerTest {

    private static final int REQUESTS = 100;
    private static final IssuerKey KEY = IssuerKey.make("ES256", "one");

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private interface Asking {
        void ask() throws Exception;
    }

    /** Lets all ask at once, and the issuer answer when nobody does anything but wait; returns how many waited. */
    private int waiting(Asking asking) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            Thread thread = new Thread(() -> {
                try {
                    asking.ask();
                    answered.incrementAndGet();
                } catch (Exception e) {
                    refused.incrementAndGet();
                }
            });
            thread.start();
            threads.add(thread);
        }
        asked.await();
        Eventually.until(() -> threads.stream().allMatch(HangingIssuerTest::isAtRest));
        int waiting = (int) threads.stream()
                .filter(thread -> thread.getState() == Thread.State.WAITING)
                .count();
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return waiting;
    }

    private static boolean isAtRest(Thread thread) {
        return thread.getState() == Thread.State.TERMINATED || thread.getState() == Thread.State.WAITING;
    }

    private void hang() {
        asked.countDown();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static KeySetSource source(KeyFetch fetch) {
        return new KeySetSource() {
            @Override
            public byte[] fetch() throws IOException {
                return fetch.fetch();
            }

            @Override
            public void close() {}
        };
    }

    private interface KeyFetch {
        byte[] fetch() throws IOException;
    }

    private static KeySetCache cache(KeySetSource source, Ticker ticker) {
        return new KeySetCache(source, ticker, SecurityEventListener.none(), Runnable::run);
    }

    private static byte[] keySet() {
        return ("{\"keys\":[" + KEY.jwk() + "]}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void few_log_ins_wait_for_what_an_issuer_that_hangs_says_of_itself() throws Exception {
        OidcProviderCache cache = new OidcProviderCache(
                () -> {
                    hang();
                    throw new IOException("the issuer did not answer in time");
                },
                Ticker.system());
        assertEquals(FetchLock.MOST, waiting(cache::get));
        assertEquals(REQUESTS, refused.get());
    }

    @Test
    void few_requests_with_a_token_wait_for_the_keys_of_an_issuer_that_hangs() throws Exception {
        KeySetCache cache = cache(
                source(() -> {
                    hang();
                    throw new IOException("the issuer did not answer in time");
                }),
                Ticker.system());
        assertEquals(FetchLock.MOST, waiting(cache::get));
        assertEquals(REQUESTS, refused.get());
    }

    @Test
    void those_who_wait_for_the_first_keys_get_them_and_those_beyond_are_told_so() throws Exception {
        KeySetCache cache = cache(
                source(() -> {
                    hang();
                    return keySet();
                }),
                Ticker.system());
        waiting(cache::get);
        assertEquals(FetchLock.MOST, answered.get());
        assertEquals(REQUESTS - FetchLock.MOST, refused.get());
        assertEquals(cache.get(), cache.get());
    }

    @Test
    void few_requests_wait_for_new_keys_and_the_others_go_on_with_those_of_five_minutes_ago() throws Exception {
        AtomicLong nanos = new AtomicLong();
        AtomicInteger fetches = new AtomicInteger();
        KeySetCache cache = cache(
                source(() -> {
                    if (fetches.getAndIncrement() > 0) {
                        hang();
                    }
                    return keySet();
                }),
                nanos::get);
        JwkSet before = cache.get();
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        AtomicInteger old = new AtomicInteger();
        int waiting = waiting(() -> {
            if (cache.get() == before) {
                old.incrementAndGet();
            }
        });
        assertEquals(FetchLock.MOST, waiting);
        assertEquals(REQUESTS - FetchLock.MOST, old.get());
        assertEquals(2, fetches.get());
    }

    @Test
    void few_requests_with_a_key_that_is_not_known_wait() throws Exception {
        AtomicInteger fetches = new AtomicInteger();
        KeySetCache cache = cache(
                source(() -> {
                    if (fetches.getAndIncrement() > 0) {
                        hang();
                    }
                    return keySet();
                }),
                Ticker.system());
        JwkSet known = cache.get();
        assertEquals(FetchLock.MOST, waiting(() -> cache.withUnknownKid(known)));
        assertEquals(REQUESTS, answered.get());
        assertEquals(2, fetches.get());
    }

    @Test
    void a_failure_leaves_no_place_taken() {
        AtomicLong nanos = new AtomicLong();
        AtomicInteger fetches = new AtomicInteger();
        KeySetCache cache = cache(
                source(() -> {
                    fetches.incrementAndGet();
                    throw new IOException("down");
                }),
                nanos::get);
        for (int i = 1; i <= 3 * FetchLock.MOST; i++) {
            assertThrows(StoreUnavailableException.class, cache::get);
            assertEquals(i, fetches.get());
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        }
    }
}
