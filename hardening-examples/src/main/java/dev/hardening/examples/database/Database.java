package dev.hardening.examples.database;

import dev.hardening.core.secret.ReloadListener;
import dev.hardening.core.secret.ReloadingFile;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretParser;
import dev.hardening.core.secret.SecretReloader;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Services;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL database, which is up when its port takes a connection. The address holds a password, so it
 * may stand in a file that {@code DATABASE_URL_FILE} names; {@link #follow} reads the file again when it changes. Safe for
 * use by many threads.
 */
public final class Database implements AutoCloseable {

    /** How long a check may take. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Where the database is: a {@code postgres} or {@code postgresql} URL. */
    public static final Setting<URI> URL = Setting.parsed("DATABASE_URL", Database::parse);

    private static final SecretRule ANY =
            SecretRule.opaque().toBuilder().ignore(SecretWeakness.values()).build();
    private static final SecretSetting SECRET = SecretSetting.of(URL.name(), ANY);
    private static final int STANDARD_PORT = 5432;

    private final @Nullable Path file;
    private volatile URI url;
    private @Nullable SecretReloader reloader;

    private Database(URI url, @Nullable Path file) {
        this.url = url;
        this.file = file;
    }

    /** Reads where the database is; having none is a problem unless {@code otherwise} is given. */
    public static Database read(SettingReader reader, @Nullable String otherwise) {
        String fileName = URL.name() + "_FILE";
        Optional<Secret> given = reader.secrets().raw(URL.name());
        Optional<URI> url = given.flatMap(secret -> reader.build(() -> URL.parse(text(secret))));
        if (given.isEmpty() && otherwise == null && !reader.isSet(URL) && !reader.isSet(fileName)) {
            reader.add(Problem.refuse(
                    ProblemCode.MISSING,
                    URL.name(),
                    "is not set, so there is no database",
                    "set it to postgresql://user:password@host:5432/name, or name a file that holds it in "
                            + fileName));
        }
        url.flatMap(Database::password).ifPresent(password -> reader.secrets().add(password, ANY));
        URI known = url.orElseGet(() -> URI.create(otherwise == null ? "postgresql://127.0.0.1/none" : otherwise));
        return new Database(known, reader.secrets().file(SECRET).orElse(null));
    }

    /** Reads the file again, if the address comes from one, within ten seconds of each change until it is closed. */
    public void follow(Services services) {
        if (file == null) {
            return;
        }
        ReloadingFile<URI> follower = ReloadingFile.open(
                URL.name(),
                file,
                (path, content) -> parse(text(SecretParser.one(URL.name(), ANY).parse(path, content))),
                ReloadListener.publishing(services.events()),
                next -> {
                    password(next).ifPresent(services.redactor()::register);
                    url = next;
                });
        reloader = new SecretReloader(List.of(follower));
        reloader.start();
    }

    /** Connects and says nothing. */
    public @Nullable String check() throws IOException {
        connect(url, STANDARD_PORT).close();
        return null;
    }

    /** Opens a connection to the port that a URL names, or else to the standard one. */
    static Socket connect(URI url, int standardPort) throws IOException {
        int stated = readable(url).getPort();
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(host(url), stated < 0 ? standardPort : stated), (int) TIMEOUT.toMillis());
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (reloader != null) {
            reloader.close();
        }
    }

    private static Optional<Secret> password(URI url) {
        String user = readable(url).getUserInfo();
        int colon = user == null ? -1 : user.indexOf(':');
        return user == null || colon < 0 || colon == user.length() - 1
                ? Optional.empty()
                : Optional.of(Secret.ofUtf8("the password in " + URL.name(), user.substring(colon + 1)));
    }

    /**
     * Returns the URL with a letter for each underscore of the host: names of containers often have one, and a {@link URI}
     * takes an authority with one apart no further.
     */
    static URI readable(URI url) {
        String authority = url.getRawAuthority();
        if (url.getHost() != null || authority == null) {
            return url;
        }
        int host = authority.lastIndexOf('@') + 1;
        try {
            return new URI(url.getScheme() + "://" + authority.substring(0, host)
                    + authority.substring(host).replace('_', 'x'));
        } catch (URISyntaxException e) {
            return url;
        }
    }

    /** Returns the host of a URL that is one of a database. */
    static String host(URI url) {
        String authority = url.getRawAuthority();
        if (url.getHost() != null || authority == null) {
            return String.valueOf(url.getHost());
        }
        String named = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = named.indexOf(':');
        return colon < 0 ? named : named.substring(0, colon);
    }

    private static String text(Secret secret) {
        return secret.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .trim();
    }

    /** What the parser of the JDK says repeats the text, and the text holds a password. */
    private static URI parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "it is no URL; what has a meaning in URLs is written with a percent sign and two digits");
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("postgres") || scheme.equals("postgresql"))
                || readable(url).getHost() == null) {
            throw new IllegalArgumentException("it begins with postgresql:// and names a host");
        }
        return url;
    }
}
