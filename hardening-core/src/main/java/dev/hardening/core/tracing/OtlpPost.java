package dev.hardening.core.tracing;

import dev.hardening.core.secret.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One POST for each document, on a connection of its own. No redirect is followed, nothing is sent twice, no password of the
 * application's is sent, and of the answer only the status is read.
 */
final class OtlpPost implements SpanSender {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int GOOD = 2;
    private static final int HUNDRED = 100;

    private final URI address;
    private final Map<String, Secret> fields;
    private volatile @Nullable HttpURLConnection current;
    private volatile boolean abandoned;

    OtlpPost(URI address, Map<String, Secret> fields) {
        this.address = address;
        this.fields = fields;
    }

    @Override
    public void send(byte[] json) throws IOException {
        HttpURLConnection connection = open(json.length);
        current = connection;
        try {
            connection.connect();
            if (abandoned) {
                throw new IOException("nobody waits any more");
            }
            try (OutputStream out = connection.getOutputStream()) {
                out.write(json);
            }
            int status = connection.getResponseCode();
            if (status / HUNDRED != GOOD) {
                throw new IOException("the collector answered " + status);
            }
        } finally {
            current = null;
            connection.disconnect();
        }
    }

    private HttpURLConnection open(int length) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setAuthenticator(new NoPasswords());
        connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
        connection.setReadTimeout(Math.toIntExact(PAUSE.toMillis()));
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        // Of known length, because otherwise the JDK keeps the document and sends it again when a connection breaks.
        connection.setFixedLengthStreamingMode(length);
        fields.forEach((name, value) -> connection.setRequestProperty(
                name, value.exposeBytes(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))));
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Connection", "close");
        if (connection instanceof HttpsURLConnection https) {
            secure(https);
        }
        return connection;
    }

    /** What the application has made the default for its own https does not count here. */
    private static void secure(HttpsURLConnection https) throws IOException {
        try {
            https.setSSLSocketFactory(SSLContext.getDefault().getSocketFactory());
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this runtime has no TLS", e);
        }
        // Asked only about a certificate of another host.
        https.setHostnameVerifier((host, session) -> false);
    }

    @Override
    public void abandon() {
        abandoned = true;
        HttpURLConnection connection = current;
        if (connection != null) {
            connection.disconnect();
        }
    }

    /** Stands in the way of passwords that the application has for others. */
    private static final class NoPasswords extends Authenticator {}
}
