package dev.hardening.testing.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many clients, on one thread, each of which sends a head at once and then its body a little at a time. */
public final class Drips {

    /**
     * What became of one client.
     *
     * @param answer what the server sent
     * @param cutAfter when the server closed the connection, or null when it did not
     */
    public record Outcome(
            String answer,
            @org.jspecify.annotations.Nullable Duration cutAfter) {

        /** Returns the status of the answer, or 0 when there was none. */
        public int status() {
            return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
        }
    }

    private static final int PAUSE_MILLIS = 100;

    private static final class Client {
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        final long start = System.nanoTime();

        @org.jspecify.annotations.Nullable
        Duration cutAfter;
    }

    private Drips() {}

    /**
     * Sends until every connection is closed or the time is over.
     *
     * @param heads the head of each client's request, sent at once
     * @param drip what each client sends ten times a second
     */
    public static List<Outcome> send(int port, List<String> heads, String drip, Duration atMost) throws IOException {
        List<Client> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (String head : heads) {
                SocketChannel channel = SocketChannel.open(
                        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
                channel.write(bytes(head));
                channel.configureBlocking(false);
                Client client = new Client();
                all.add(client);
                channel.register(selector, SelectionKey.OP_READ, client);
            }
            long end = System.nanoTime() + atMost.toNanos();
            long nextDrip = System.nanoTime();
            while (!selector.keys().isEmpty() && System.nanoTime() < end) {
                selector.select(Math.max(1, (nextDrip - System.nanoTime()) / 1_000_000));
                selector.selectedKeys().forEach(Drips::receive);
                selector.selectedKeys().clear();
                if (System.nanoTime() - nextDrip >= 0) {
                    nextDrip = System.nanoTime() + PAUSE_MILLIS * 1_000_000L;
                    selector.keys().forEach(key -> drip(key, drip));
                    selector.selectNow();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        }
        return all.stream()
                .map(client -> new Outcome(client.received.toString(StandardCharsets.ISO_8859_1), client.cutAfter))
                .toList();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void receive(SelectionKey key) {
        Client client = (Client) key.attachment();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try {
            int read = ((SocketChannel) key.channel()).read(buffer);
            client.received.write(buffer.array(), 0, buffer.position());
            if (read < 0) {
                cut(key);
            }
        } catch (IOException reset) {
            cut(key);
        }
    }

    private static void drip(SelectionKey key, String drip) {
        if (!key.isValid()) {
            return;
        }
        try {
            ((SocketChannel) key.channel()).write(bytes(drip));
        } catch (IOException closed) {
            receive(key);
            if (key.isValid()) {
                cut(key);
            }
        }
    }

    private static void cut(SelectionKey key) {
        Client client = (Client) key.attachment();
        client.cutAfter = Duration.ofNanos(System.nanoTime() - client.start);
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
