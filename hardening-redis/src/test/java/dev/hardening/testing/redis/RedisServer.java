package dev.hardening.testing.redis;

import dev.hardening.testing.Eventually;
import dev.hardening.testing.FreePort;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import redis.embedded.core.ExecutableProvider;

/**
 * A real server in a process of its own, on a free port of the loopback interface: the {@code redis-server} on the path, or
 * else the one inside the test library. Nothing is written to disk. Ended by its process.
 */
public final class RedisServer implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(20);
    private static final int POLL_MILLIS = 20;

    private final FreePort port;
    private final List<String> options;
    private Process process;

    private RedisServer(FreePort port, List<String> options, Process process) {
        this.port = port;
        this.options = options;
        this.process = process;
    }

    /** Starts one, with options of its command line such as {@code --requirepass}, {@code secret}. */
    public static RedisServer start(String... options) {
        FreePort port = FreePort.take();
        List<String> all = Arrays.asList(options);
        return new RedisServer(port, all, run(port.number(), all));
    }

    /**
     * Starts one that is a whole cluster: every slot is its own, and it refuses commands whose keys are in different ones.
     *
     * @param directory where it may write which nodes there are
     */
    public static RedisServer startCluster(Path directory) {
        FreePort port = FreePort.take();
        List<String> options = List.of(
                "--cluster-enabled",
                "yes",
                "--cluster-config-file",
                "nodes-" + port.number() + ".conf",
                "--dir",
                directory.toString());
        RedisServer server = new RedisServer(port, options, run(port.number(), options));
        try (RedisPeek peek = server.peek()) {
            peek.commands()
                    .clusterAddSlots(IntStream.range(0, SlotHash.SLOT_COUNT).toArray());
            Eventually.until(() -> peek.commands().clusterInfo().contains("cluster_state:ok"));
        }
        return server;
    }

    /**
     * Starts a sentinel that watches another server.
     *
     * @param name what it calls that server
     * @param directory where it may write what it knows
     */
    public static RedisServer startSentinel(RedisServer watched, String name, Path directory) throws IOException {
        FreePort port = FreePort.take();
        Path configuration = directory.resolve("sentinel-" + port.number() + ".conf");
        Files.writeString(
                configuration,
                "port " + port.number() + "\nbind 127.0.0.1\nsentinel monitor " + name + " 127.0.0.1 " + watched.port()
                        + " 1\n");
        List<String> command = List.of(program(), configuration.toString(), "--sentinel");
        return new RedisServer(port, List.of(), started(command, port.number()));
    }

    private static Process run(int port, List<String> options) {
        try {
            List<String> command = new ArrayList<>(List.of(
                    program(),
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--daemonize",
                    "no"));
            command.addAll(options);
            return started(command, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process started(List<String> command, int port) {
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            await(started, port);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time that a process takes to listen is no time of a test's clock. */
    private static void await(Process started, int port) {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (started.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                try {
                    started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        started.destroyForcibly();
        throw new IllegalStateException("no Redis server has started on port " + port);
    }

    private static String program() throws IOException {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path found = Path.of(directory, "redis-server");
            if (Files.isExecutable(found)) {
                return found.toString();
            }
        }
        Path unpacked = Files.createTempDirectory("redis-server");
        String program = ExecutableProvider.newJarResourceProvider(unpacked.toFile())
                .get()
                .getAbsolutePath();
        Path.of(program).toFile().deleteOnExit();
        unpacked.toFile().deleteOnExit(); // files are deleted in the other order
        return program;
    }

    /** Returns its port. */
    public int port() {
        return port.number();
    }

    /** Returns its URL, without a password. */
    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    /** Returns its process id. */
    public long pid() {
        return process.pid();
    }

    /** Stops the process as it is: connections stay, and nothing answers. */
    public void pause() {
        signal("-STOP");
    }

    /** Lets a stopped process go on. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            int end = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (end != 0) {
                throw new IllegalStateException("the signal was not sent");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the process at once; its connections are reset and its port refuses. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again on the same port, empty. */
    public void restart() {
        kill();
        process = run(port(), options);
    }

    /** Opens a connection of the test's own; whoever opens it closes it. */
    public RedisPeek peek() {
        return RedisPeek.at(url());
    }

    @Override
    public void close() {
        kill();
        port.close();
    }
}
