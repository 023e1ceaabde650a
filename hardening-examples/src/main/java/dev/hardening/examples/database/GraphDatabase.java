package dev.hardening.examples.database;

import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Neo4j database, which is up when its port takes a connection, and the places for connections to it: no more are open
 * at once than there are places (guide row H-09). Safe for use by many threads.
 */
public final class GraphDatabase {

    /** Where the database is, {@code bolt://host:port} or {@code neo4j://host:port}. Default {@code bolt://127.0.0.1:7687}. */
    public static final Setting<URI> ADDRESS =
            Setting.parsed("NEO4J_URI", GraphDatabase::parse).orElse(URI.create("bolt://127.0.0.1:7687"));

    /** How many connections are open at once, 1 to 1000. Default 50. */
    public static final Setting<Integer> POOL_MAX =
            Setting.integer("NEO4J_POOL_MAX", 1, 1_000).orElse(50);

    /** How long a request waits for a place, in milliseconds up to a minute. Default 1000. */
    public static final Setting<Duration> POOL_WAIT =
            Setting.millis("DB_POOL_WAIT_MS", 0, 60_000).orElse(Duration.ofSeconds(1));

    private static final Logger LOG = LoggerFactory.getLogger(GraphDatabase.class);
    private static final int STANDARD_PORT = 7687;
    private static final int GOODBYE_MS = 200;
    private static final Set<String> SCHEMES = Set.of("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc");

    private final URI address;
    private final int most;
    private final Duration wait;
    private final Semaphore places;

    private GraphDatabase(URI address, int most, Duration wait) {
        this.address = address;
        this.most = most;
        this.wait = wait;
        this.places = new Semaphore(most, true);
    }

    /** Reads where the database is and how many places there are. */
    public static GraphDatabase read(SettingReader reader) {
        return new GraphDatabase(reader.read(ADDRESS), reader.read(POOL_MAX), reader.read(POOL_WAIT));
    }

    /** Connects, without a place, and says nothing. */
    public @Nullable String check() throws IOException {
        Database.connect(address, STANDARD_PORT).close();
        return null;
    }

    /**
     * Opens a connection in a place of the pool, once there is one.
     *
     * @return the connection, which gives its place back when it is closed; null when no place was free in time, or when the
     *     thread was told to end, which it then still is
     * @throws IOException when the database takes no connection
     */
    public @Nullable Connection connect() throws IOException {
        try {
            if (!places.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        try {
            return new Connection(Database.connect(address, STANDARD_PORT), places);
        } catch (IOException | RuntimeException e) {
            places.release();
            throw e;
        }
    }

    /** Returns how many connections are open at once. */
    public int most() {
        return most;
    }

    private static URI parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is no URL such as bolt://127.0.0.1:7687");
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        URI readable = Database.readable(url);
        if (!SCHEMES.contains(scheme) || readable.getHost() == null || readable.getPort() == 0) {
            throw new IllegalArgumentException("it begins with bolt:// or neo4j:// and names a host");
        }
        if (readable.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "it holds no name and no password; the password has a variable of its own");
        }
        return url;
    }

    /** A connection in its place. */
    public static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final Semaphore places;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Connection(Socket socket, Semaphore places) {
            this.socket = socket;
            this.places = places;
        }

        /** Closes the connection and gives its place back, once; the database has seen the end then, or had time to. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                try (socket) {
                    sayGoodbye();
                } catch (IOException e) {
                    LOG.debug("The database did not see the end of a connection in time", e);
                } finally {
                    places.release();
                }
            }
        }

        /** Otherwise the database would count this connection and the next one in its place at once. */
        private void sayGoodbye() throws IOException {
            socket.setSoTimeout(GOODBYE_MS);
            socket.shutdownOutput();
            socket.getInputStream().read();
        }
    }
}
