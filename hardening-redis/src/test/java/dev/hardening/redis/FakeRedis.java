package dev.hardening.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something that listens where a Redis server should, and is none, or one that tests cannot have. */
final class FakeRedis implements AutoCloseable {

    /** What it does with one connection, which is closed behind it. */
    interface Talk {
        void with(Socket socket) throws IOException;
    }

    private final ServerSocket listening;
    private final Talk talk;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile String refusal = "ERR there is none";

    private FakeRedis(Talk talk) {
        this.talk = talk;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** Listens, and does this with every connection. */
    static FakeRedis that(Talk talk) {
        return new FakeRedis(talk);
    }

    /** Speaks the older protocol only, as far as a greeting needs it, and says that it has this version. */
    static FakeRedis version(String version) {
        FakeRedis[] self = new FakeRedis[1];
        self[0] = new FakeRedis(socket -> {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int words = Integer.parseInt(line.substring(1));
                String command = "";
                for (int i = 0; i < words; i++) {
                    in.readLine();
                    String word = in.readLine();
                    command = i == 0 ? word.toUpperCase(Locale.ROOT) : command;
                }
                String info = "# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\n";
                write(
                        socket,
                        switch (command) {
                            case "PING" -> "+PONG\r\n";
                            case "INFO" -> "$" + info.length() + "\r\n" + info + "\r\n";
                            case "EVALSHA", "EVAL" -> "-" + self[0].refusal + "\r\n";
                            default -> "-ERR unknown command\r\n";
                        });
            }
        });
        return self[0];
    }

    void refusesScripts(String text) {
        this.refusal = text;
    }

    static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    String url() {
        return "redis://127.0.0.1:" + listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            talk.with(socket);
        } catch (IOException e) {
            return; // the other end has left
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-redis");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
