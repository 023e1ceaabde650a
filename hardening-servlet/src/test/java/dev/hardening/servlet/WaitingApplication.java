package dev.hardening.servlet;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.Cached;
import dev.hardening.core.breaker.CallWay;
import dev.hardening.core.breaker.Lazy;
import dev.hardening.core.breaker.StaleCache;
import dev.hardening.core.breaker.StaleCacheSettings;
import dev.hardening.core.password.PasswordHash;
import dev.hardening.core.password.PasswordSettings;
import dev.hardening.core.password.Passwords;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.TestApp;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.eclipse.jetty.util.VirtualThreads;

/** An application behind every room, each path of which waits for something until so many requests do. */
final class WaitingApplication implements AutoCloseable {

    static final String KEY = "Zk3vT8qLw0aXnY5rBcPd2hJ7";
    /** How long what {@code /stream} and {@code /writer} answer is. */
    static final int LENGTH = 1 << 18;

    private static final int PIECE = 8192;
    private static final int PATIENCE_S = 20;
    private static final char[] PASSWORD = "correct horse battery".toCharArray();

    private final int many;
    private final CyclicBarrier meeting;
    private final Semaphore begun = new Semaphore(0);
    private final AtomicInteger finished = new AtomicInteger();
    private final Breakers breakers = Breakers.standard();
    private final Map<Integer, Lazy<String>> lazies = new ConcurrentHashMap<>();
    private final Passwords passwords;
    private final String stored;
    private final AtomicInteger round = new AtomicInteger();

    /** Makes an application in which {@code many} requests wait for each other. */
    WaitingApplication(int many) {
        this.many = many;
        this.meeting = new CyclicBarrier(many);
        this.passwords = new Passwords(PasswordSettings.builder()
                .hash(PasswordHash.PBKDF2)
                .concurrency(1)
                .waiting(many)
                .maxWait(Duration.ofSeconds(PATIENCE_S))
                .build());
        this.stored = cheaply();
    }

    /** Returns a hash of the password that takes little time, so that the waiting for a place takes most of it. */
    private static String cheaply() {
        int iterations = 1_000;
        byte[] salt = new byte[16];
        PBEKeySpec spec = new PBEKeySpec(PASSWORD, salt, iterations, 512);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            return "{pbkdf2-sha512}" + iterations + "$" + base64.encodeToString(salt) + "$"
                    + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private HardeningFilter filter(Path audit) {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "NODE_ENV", "production",
                "API_KEYS", KEY,
                "TRUSTED_PROXIES", "127.0.0.0/8",
                "RATE_LIMIT_MAX", "100000",
                "BODY_CODINGS", "gzip",
                "BODY_MAX_WAITING", "10000",
                "ENABLE_METRICS", "true",
                "AUDIT_LOG_FILE", audit.toString())));
        HardeningSettings settings = HardeningSettings.builder()
                .routes(Routes.builder().add(Route.guarded("/**")).build())
                .read(reader);
        reader.finish().throwIfRefused();
        return HardeningFilter.builder(settings)
                .services(Services.builder().build())
                .build();
    }

    /** Describes it, to be started on virtual threads. */
    TestApp describe(Path audit) {
        return TestApp.create()
                .virtualThreads()
                .sendBuffer(2 * PIECE)
                .filter(filter(audit), setup -> setup.everyDispatch())
                .servlet("/meet", (request, response) -> {
                    meet();
                    done(response);
                })
                .servlet("/interrupt", calling(CallWay.INTERRUPT))
                .servlet("/hand-off", calling(CallWay.HAND_OFF))
                .servlet("/cache", caching())
                .servlet("/lazy", (request, response) -> {
                    begun.release();
                    lazies.computeIfAbsent(round.get(), any -> Lazy.of(this::allHaveBegun))
                            .get();
                    done(response);
                })
                .servlet("/password", (request, response) -> {
                    meet();
                    if (passwords.verify(PASSWORD, stored).isMatch()) {
                        done(response);
                    }
                })
                .servlet("/read", this::read)
                .servlet("/json", (request, response) -> {
                    request.getInputStream().readAllBytes();
                    done(response);
                })
                .servlet("/stream", this::stream)
                .servlet("/writer", this::write);
    }

    private BreakerSettings.Builder breaker() {
        return BreakerSettings.builder().maxConcurrent(many).timeout(Duration.ofSeconds(PATIENCE_S));
    }

    private TestApp.Handler calling(CallWay way) {
        Breaker breaker = breakers.add(way.name(), breaker().way(way).build());
        return (request, response) -> {
            breaker.call(() -> {
                meet();
                return "met";
            });
            done(response);
        };
    }

    private TestApp.Handler caching() {
        StaleCache<Integer, String> cache = breakers.add("cache", breaker().build())
                .cache(StaleCacheSettings.builder().build(), key -> allHaveBegun());
        return (request, response) -> {
            begun.release();
            Cached<String> value = Objects.requireNonNull(cache.get(round.get()));
            if (!value.isStale()) {
                done(response);
            }
        };
    }

    /** What one of the requests loads for all is there when all have begun. */
    private String allHaveBegun() {
        awaitBegun();
        return "loaded";
    }

    private void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        InputStream in = request.getInputStream();
        if (in.read() >= 0) {
            begun.release();
        }
        in.readAllBytes();
        done(response);
    }

    private void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OutputStream out = response.getOutputStream();
        for (int at = 0; at < LENGTH; at += PIECE) {
            out.write(new byte[PIECE]);
            if (at == 0) {
                begun.release();
            }
        }
        finished.incrementAndGet();
    }

    private void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PrintWriter out = response.getWriter();
        for (int at = 0; at < LENGTH; at += PIECE) {
            out.print("x".repeat(PIECE));
            if (at == 0) {
                begun.release();
            }
        }
        finished.incrementAndGet();
    }

    /** Says that a request has come to its end, and on what thread. */
    private static void done(HttpServletResponse response) throws IOException {
        response.getWriter().print(VirtualThreads.isVirtualThread() ? "done" : "on a thread of the platform");
    }

    private void meet() throws IOException {
        try {
            meeting.await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    /** Waits until all requests to a path have begun; the next one counts anew. */
    void awaitBegun() {
        try {
            if (!begun.tryAcquire(many, PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("only " + begun.availablePermits() + " of " + many + " have begun");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns how many long answers are written so far. */
    int finished() {
        return finished.get();
    }

    /** Forgets what is loaded. */
    void nextRound() {
        round.incrementAndGet();
    }

    @Override
    public void close() {
        breakers.close();
    }
}
