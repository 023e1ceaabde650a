package dev.hardening.testing.servlet;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends exactly the bytes it is given and shows exactly what came back: no normalising of paths, no
 * merging of headers, no redirects, no retries. Text is ISO-8859-1 on the way out, so a test can write any byte.
 *
 * <p>An instance is one connection and is for one thread. Every read and the connect end after ten seconds unless a
 * test says otherwise, with an {@link UncheckedIOException}.
 */
public final class RawHttp implements Closeable {

    /** A field for requests whose answers are compared: bodies of errors name the trace. */
    public static final String SAME_TRACE = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /** One header line: the name as sent, the value without the white space around it. */
    public record Header(String name, String value) {}

    /** One response. */
    public static final class Response {
        private final String statusLine;
        private final int status;
        private final List<Header> headers;
        private final byte[] body;
        private final List<Header> trailers;

        private Response(String statusLine, int status, List<Header> headers, byte[] body, List<Header> trailers) {
            this.statusLine = statusLine;
            this.status = status;
            this.headers = List.copyOf(headers);
            this.body = body;
            this.trailers = List.copyOf(trailers);
        }

        /** Returns the first line. */
        public String statusLine() {
            return statusLine;
        }

        /** Returns the status of the first line. */
        public int status() {
            return status;
        }

        /** Returns all header lines, in order, repeated ones too. */
        public List<Header> headers() {
            return headers;
        }

        /** Returns the header lines after a chunked body. */
        public List<Header> trailers() {
            return trailers;
        }

        /** Returns the body without its transfer coding. */
        public byte[] body() {
            return body.clone();
        }

        /** Returns the value of the first header of that name, or null. */
        public @Nullable String header(String name) {
            return values(name).stream().findFirst().orElse(null);
        }

        /** Returns the values of all header lines of that name, in order. */
        public List<String> values(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .toList();
        }

        /** Returns the body as UTF-8. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return Stream.concat(
                            Stream.of(statusLine),
                            headers.stream().map(header -> header.name() + ": " + header.value()))
                    .collect(Collectors.joining("\n", "", "\n\n" + text()));
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_LINE = 1 << 20;

    private final Socket socket;
    private final InputStream in;
    private boolean bodiless;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Opens a connection to a port of 127.0.0.1. */
    public static RawHttp connect(int port) {
        return connect(port, 0);
    }

    /** Opens a connection on which about so many bytes may arrive that nobody has read yet; 0 leaves it to the system. */
    public static RawHttp connect(int port, int receiveBuffer) {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), (int)
                    TIMEOUT.toMillis());
            return new RawHttp(socket);
        } catch (IOException e) {
            closeAfter(e, socket);
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a GET on a connection of its own.
     *
     * @param path the request target, sent as it is
     * @param headers whole lines such as {@code "Accept: text/html"}; Host is added when none of them is one
     */
    public static Response get(int port, String path, String... headers) {
        return request(port, "GET", path, "", headers);
    }

    /** Sends a request with a body, empty for none, on a connection of its own. */
    public static Response request(int port, String method, String path, String body, String... headers) {
        return exchange(port, message(method, path, body, false, headers));
    }

    /** Sends the bytes of {@code message} on a connection of its own and reads one response. */
    public static Response exchange(int port, String message) {
        try (RawHttp connection = connect(port)) {
            return connection.send(message).read();
        }
    }

    /**
     * Returns the text of a request. Host, Content-Length (with a body) and {@code Connection: close} (unless {@code
     * keepAlive}) are added when {@code headers} has no line of that name.
     */
    public static String message(String method, String path, String body, boolean keepAlive, String... headers) {
        List<String> lines = new ArrayList<>(List.of(headers));
        addUnlessNamed(lines, "Host: localhost");
        if (!body.isEmpty() && !named(lines, "Transfer-Encoding")) {
            addUnlessNamed(lines, "Content-Length: " + body.length());
        }
        if (!keepAlive) {
            addUnlessNamed(lines, "Connection: close");
        }
        return method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\n\r\n" + body;
    }

    /** Ends later reads that wait longer than {@code timeout}. */
    public RawHttp timeout(Duration timeout) {
        try {
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Sends text as ISO-8859-1. */
    public RawHttp send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes as they are. */
    public RawHttp send(byte[] bytes) {
        if (bytes.length >= 5) {
            bodiless = new String(bytes, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");
        }
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Tells the server that nothing more will be sent, and keeps reading. */
    public RawHttp finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Reads the next response that is not an interim one (1xx). */
    public Response read() {
        Response response = readAny();
        while (response.status() >= 100 && response.status() < 200 && response.status() != 101) {
            response = readAny();
        }
        return response;
    }

    /**
     * Reads the next response, interim ones too.
     *
     * @throws UncheckedIOException when the server closes, resets or stays silent before the response is whole
     */
    public Response readAny() {
        try {
            String statusLine = line();
            String[] parts = statusLine.split(" ", 3);
            if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-5][0-9]{2}")) {
                throw new IOException("Not a status line: " + statusLine);
            }
            int status = Integer.parseInt(parts[1]);
            List<Header> headers = headerLines();
            List<Header> trailers = new ArrayList<>();
            byte[] body = body(status, headers, trailers);
            return new Response(statusLine, status, headers, body, trailers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the server has closed the connection, once all of its bytes have been read. */
    public boolean closedByServer() {
        try {
            return in.read() == -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] body(int status, List<Header> headers, List<Header> trailers) throws IOException {
        if (bodiless || status < 200 || status == 204 || status == 304) {
            return new byte[0];
        }
        String coding = last(headers, "Transfer-Encoding");
        if (coding != null && coding.toLowerCase(Locale.ROOT).endsWith("chunked")) {
            return chunks(trailers);
        }
        String length = last(headers, "Content-Length");
        if (length == null) {
            return in.readAllBytes();
        }
        return exactly(Integer.parseInt(length));
    }

    private byte[] chunks(List<Header> trailers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            int extension = size.indexOf(';');
            int length = Integer.parseInt((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            if (length == 0) {
                trailers.addAll(headerLines());
                return body.toByteArray();
            }
            body.write(exactly(length));
            if (!line().isEmpty()) {
                throw new IOException("A chunk is longer than it says");
            }
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The body ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private List<Header> headerLines() throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("Not a header line: " + line);
            }
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next == -1) {
                throw new EOFException("The server closed the connection in a line: " + line);
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("A line without an end");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static @Nullable String last(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private static void addUnlessNamed(List<String> lines, String line) {
        if (!named(lines, line.substring(0, line.indexOf(':')))) {
            lines.add(line);
        }
    }

    private static boolean named(List<String> lines, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(start));
    }

    private static void closeAfter(IOException cause, Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
