package dev.hardening.core.token;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * One GET of one small document, on a daemon thread that ends with it: name servers, handshakes and answers that drip
 * take what time they want, and whoever waits for the document waits as long as he said.
 *
 * <p>No redirect is followed, no password is sent and nothing is cached. What the application has made the default for
 * its own https, such as a check of host names that takes all, does not count here.
 */
final class HttpGet {

    private final HttpURLConnection connection;
    private final int largest;
    private final FutureTask<byte[]> answer = new FutureTask<>(this::read);
    private final Thread thread;
    private volatile int status;
    private volatile boolean reading;
    private volatile boolean abandoned;

    private HttpGet(HttpURLConnection connection, int largest) {
        this.connection = connection;
        this.largest = largest;
        // Without inherited thread locals, which would keep an undeployed application in memory.
        this.thread = new Thread(null, answer, "hardening-jwks-http", 0, false);
        thread.setDaemon(true);
    }

    /**
     * Starts to fetch.
     *
     * @param connect the longest time to connect, and {@code pause} the longest between two parts of the answer; whole
     *     milliseconds, one at least
     * @param largest the largest document that is taken, in bytes
     */
    static HttpGet start(URI address, Duration connect, Duration pause, int largest) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setAuthenticator(new NoPasswords());
        connection.setConnectTimeout(Math.toIntExact(connect.toMillis()));
        connection.setReadTimeout(Math.toIntExact(pause.toMillis()));
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Connection", "close");
        if (connection instanceof HttpsURLConnection https) {
            try {
                https.setSSLSocketFactory(SSLContext.getDefault().getSocketFactory());
            } catch (NoSuchAlgorithmException e) {
                throw new IOException("this runtime has no TLS", e);
            }
            // Asked only about a certificate of another host.
            https.setHostnameVerifier((host, session) -> false);
        }
        HttpGet get = new HttpGet(connection, largest);
        get.thread.start();
        return get;
    }

    /** Waits for the document, and gives up after that time. */
    byte[] await(Duration most) throws IOException {
        try {
            byte[] body = answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("the issuer answered " + status);
            }
            return body;
        } catch (TimeoutException e) {
            throw new IOException("the issuer did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("the issuer cannot be reached", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the issuer", e);
        } finally {
            abandon();
        }
    }

    boolean hasEnded() {
        return answer.isDone();
    }

    /** Lets the thread end at once, or at the end of the read that it is in. */
    void abandon() {
        abandoned = true;
        // Later it would wait for the very read that it is to end.
        if (!reading) {
            connection.disconnect();
        }
    }

    /** Waits that long for the thread's end. */
    void join(Duration most) {
        try {
            thread.join(most.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] read() throws IOException {
        try {
            connection.connect();
            // Whoever gave up before there was a connection could not end it.
            goOn();
            status = connection.getResponseCode();
            reading = true;
            return status == HttpURLConnection.HTTP_OK ? body() : new byte[0];
        } finally {
            connection.disconnect();
        }
    }

    private byte[] body() throws IOException {
        byte[] taken = new byte[largest + 1];
        int size = 0;
        try (InputStream in = connection.getInputStream()) {
            int more = in.read(taken, 0, taken.length);
            while (more > 0) {
                goOn();
                size += more;
                more = in.read(taken, size, taken.length - size);
            }
        }
        if (size > largest) {
            throw new IOException("the answer is larger than " + largest + " bytes");
        }
        return Arrays.copyOf(taken, size);
    }

    private void goOn() throws IOException {
        if (abandoned) {
            throw new IOException("nobody waits any more");
        }
    }

    /** Stands in the way of passwords that the application has for others. */
    private static final class NoPasswords extends Authenticator {}
}
