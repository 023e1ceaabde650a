package dev.hardening.core.token;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One GET of one small document, or one POST of a form that is answered with one, on a daemon thread that ends with it: name servers,
 * handshakes and answers that drip take what time they want, and whoever waits for the document waits as long as he said.
 *
 * <p>No redirect is followed, nothing is sent twice, no password of the application's is sent and nothing is cached. What the application has made the default for
 * its own https, such as a check of host names that takes all, does not count here.
 */
final class HttpCall {

    private final HttpURLConnection connection;
    private final @Nullable Form form;
    private final int largest;
    private final FutureTask<byte[]> answer;
    private final Thread thread;
    private volatile int status;
    private volatile boolean reading;
    private volatile boolean abandoned;

    private HttpCall(HttpURLConnection connection, @Nullable Form form, int largest, Runnable whenEnded) {
        this.connection = connection;
        this.form = form;
        this.largest = largest;
        this.answer = new FutureTask<>(this::read) {
            @Override
            protected void done() {
                whenEnded.run();
            }
        };
        // Without inherited thread locals, which would keep an undeployed application in memory.
        this.thread = new Thread(null, answer, "hardening-issuer-http", 0, false);
        thread.setDaemon(true);
    }

    /** Starts to fetch; see {@link #start}. */
    static HttpCall get(URI address, Duration connect, Duration pause, int largest) throws IOException {
        return start(address, connect, pause, largest, null, () -> {});
    }

    /**
     * Starts to fetch, or to send a form, whose answer is also taken when its status is 400.
     *
     * @param connect the longest time to connect, and {@code pause} the longest between two parts of the answer; whole
     *     milliseconds, one at least
     * @param largest the largest document that is taken, in bytes
     * @param whenEnded runs at the end of the thread, which may come later than that of {@link #answer}; never when this
     *     throws
     */
    static HttpCall start(
            URI address, Duration connect, Duration pause, int largest, @Nullable Form form, Runnable whenEnded)
            throws IOException {
        HttpURLConnection connection = open(address, connect, pause);
        if (form != null) {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            // Of known length, because otherwise the JDK keeps the form and sends it again when a connection breaks.
            connection.setFixedLengthStreamingMode(form.bytes().length);
            connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
            connection.setRequestProperty("Authorization", form.authorization());
        }
        HttpCall call = new HttpCall(connection, form, largest, whenEnded);
        call.thread.start();
        return call;
    }

    private static HttpURLConnection open(URI address, Duration connect, Duration pause) throws IOException {
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
        return connection;
    }

    /** Waits for the document, and gives up after that time. */
    byte[] await(Duration most) throws IOException {
        Answer whole = answer(most);
        if (whole.status() != HttpURLConnection.HTTP_OK) {
            throw new IOException("the issuer answered " + whole.status());
        }
        return whole.body();
    }

    /** Waits for the answer, and gives up after that time; the body of what is refused is empty. */
    Answer answer(Duration most) throws IOException {
        try {
            byte[] body = answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(status, body);
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
            if (form != null) {
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(form.bytes());
                }
            }
            status = connection.getResponseCode();
            reading = true;
            if (status == HttpURLConnection.HTTP_OK) {
                return body(connection.getInputStream());
            }
            InputStream error = connection.getErrorStream();
            boolean taken = form != null && status == HttpURLConnection.HTTP_BAD_REQUEST && error != null;
            return taken ? body(error) : new byte[0];
        } finally {
            connection.disconnect();
        }
    }

    private byte[] body(InputStream answered) throws IOException {
        byte[] taken = new byte[largest + 1];
        int size = 0;
        try (InputStream in = answered) {
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

    /** What is sent, and the field {@code Authorization} that proves who sends it. */
    static final class Form {
        private final String authorization;
        private final String text;

        Form(String authorization, String text) {
            this.authorization = authorization;
            this.text = text;
        }

        private String authorization() {
            return authorization;
        }

        /** Encoded forms are ASCII. */
        private byte[] bytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** What came back. */
    static final class Answer {
        private final int status;
        private final byte[] body;

        private Answer(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        byte[] body() {
            return body;
        }
    }

    /** Stands in the way of passwords that the application has for others. */
    private static final class NoPasswords extends Authenticator {}
}
