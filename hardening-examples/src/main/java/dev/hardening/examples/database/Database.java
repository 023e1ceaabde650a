package dev.hardening.examples.database;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The address of a PostgreSQL database, which is up when its port takes a connection. Immutable. */
public final class Database {

    /** How long a check may take. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Where the database is: a {@code postgres} or {@code postgresql} URL. */
    public static final Setting<URI> URL = Setting.parsed("DATABASE_URL", Database::parse);

    private static final int STANDARD_PORT = 5432;

    private final String host;
    private final int port;

    private Database(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /** Reads where the database is; having none is a problem unless {@code otherwise} is given. */
    public static Database read(SettingReader reader, @Nullable String otherwise) {
        Optional<URI> url = reader.find(URL);
        if (url.isEmpty() && otherwise == null && !reader.isSet(URL)) {
            reader.add(Problem.refuse(
                    ProblemCode.MISSING,
                    URL.name(),
                    "is not set, so there is no database",
                    "set it to postgresql://user:password@host:5432/name"));
        }
        URI known = url.orElseGet(() -> URI.create(otherwise == null ? "postgresql://127.0.0.1/none" : otherwise));
        return new Database(known.getHost(), known.getPort() < 0 ? STANDARD_PORT : known.getPort());
    }

    /** Connects and says nothing. */
    public @Nullable String check() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
        }
        return null;
    }

    private static URI parse(String text) {
        URI url = URI.create(text);
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("postgres") || scheme.equals("postgresql")) || url.getHost() == null) {
            throw new IllegalArgumentException("it begins with postgresql:// and names a host");
        }
        return url;
    }
}
