package dev.hardening.redis;

import dev.hardening.core.distributed.StoreAddress;
import dev.hardening.core.distributed.StoreAddress.Arrangement;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects through a client of Lettuce, its own or the application's. */
final class LettuceConnector implements Connector {

    /** How long the network and the greeting may take; far above a decision, because nobody waits for it. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(LettuceConnector.class);
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(500);
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);
    private static final int THREADS = 2;
    /** Commands that wait for their answers; far above what a server answers within a decision's time. */
    private static final int MOST_UNDER_WAY = 10_000;

    private final AbstractRedisClient client;
    private final @Nullable ClientResources own;
    private final Supplier<CompletionStage<Connection>> connect;
    /** Fails when this is closed: a client that is shut down while it connects may tell nobody of it. */
    private final CompletableFuture<Connection> closed = new CompletableFuture<>();

    /** Without resources of its own the client is the application's, and is not shut down. */
    LettuceConnector(
            AbstractRedisClient client, @Nullable ClientResources own, Supplier<CompletionStage<Connection>> connect) {
        this.client = client;
        this.own = own;
        this.connect = connect;
    }

    /** Returns a connector with a client of its own. */
    static LettuceConnector to(StoreAddress address) {
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.constant(RECONNECT_DELAY))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        if (address.arrangement() == Arrangement.CLUSTER) {
            RedisClusterClient cluster = RedisClusterClient.create(
                    resources,
                    address.hosts().stream()
                            .map(host -> uri(address, RedisURI.Builder.redis(host.name(), host.port())))
                            .toList());
            cluster.setOptions(clusterOptions());
            return new LettuceConnector(cluster, resources, () -> connect(cluster));
        }
        RedisURI uri = uri(address);
        RedisClient single = RedisClient.create(resources, uri);
        // The link connects again itself: what was under way fails at once, and no log says every few seconds what is
        // said once.
        single.setOptions(
                configured(ClientOptions.builder()).autoReconnect(false).build());
        return new LettuceConnector(single, resources, () -> connect(single, uri));
    }

    /** Returns a connector with the application's client, whose options count and which is not shut down. */
    static LettuceConnector by(RedisClient client, RedisURI uri) {
        return new LettuceConnector(client, null, () -> connect(client, uri));
    }

    /** Returns a connector with the application's client, whose options count and which is not shut down. */
    static LettuceConnector by(RedisClusterClient client) {
        return new LettuceConnector(client, null, () -> connect(client));
    }

    private static RedisURI uri(StoreAddress address) {
        List<StoreAddress.Host> hosts = address.hosts();
        if (address.arrangement() == Arrangement.SINGLE) {
            return uri(
                    address,
                    RedisURI.Builder.redis(hosts.get(0).name(), hosts.get(0).port()));
        }
        RedisURI.Builder builder =
                RedisURI.Builder.sentinel(hosts.get(0).name(), hosts.get(0).port(), address.master());
        hosts.subList(1, hosts.size()).forEach(host -> builder.withSentinel(host.name(), host.port()));
        return uri(address, builder);
    }

    private static RedisURI uri(StoreAddress address, RedisURI.Builder builder) {
        builder.withSsl(address.tls()).withTimeout(CONNECT_TIMEOUT).withDatabase(address.database());
        address.password()
                .ifPresent(password -> password.exposeBytes(bytes -> {
                    char[] text = new String(bytes, StandardCharsets.UTF_8).toCharArray();
                    return address.user().isEmpty()
                            ? builder.withPassword(text)
                            : builder.withAuthentication(address.user(), text);
                }));
        return builder.build();
    }

    private static ClusterClientOptions clusterOptions() {
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
        configured(builder);
        return builder.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                        .adaptiveRefreshTriggersTimeout(CONNECT_TIMEOUT)
                        .build())
                .build();
    }

    /** A command that finds no connection fails at once instead of being kept: whoever sent it has decided otherwise. */
    private static ClientOptions.Builder configured(ClientOptions.Builder builder) {
        return builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_UNDER_WAY)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build());
    }

    private static CompletionStage<Connection> connect(RedisClient client, RedisURI uri) {
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri).thenApply(made -> new Made(made, made.async()));
    }

    private static CompletionStage<Connection> connect(RedisClusterClient client) {
        return client.refreshPartitionsAsync()
                .thenCompose(unused -> client.connectAsync(ByteArrayCodec.INSTANCE))
                .thenCompose(made -> toNodes(client, made).thenApply(nodes -> new Made(made, made.async())));
    }

    /** Connects to the nodes now: what finds no connection to its node would fail. A node that is away keeps nobody. */
    private static CompletionStage<?> toNodes(
            RedisClusterClient client, StatefulRedisClusterConnection<byte[], byte[]> made) {
        CompletableFuture<?>[] nodes = client.getPartitions().stream()
                .filter(node -> !node.hasNoSlots())
                .map(RedisClusterNode::getUri)
                .map(node -> made.getConnectionAsync(node.getHost(), node.getPort()))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(nodes).exceptionally(away -> null);
    }

    @Override
    public CompletionStage<Connection> connect() {
        return connect.get().applyToEither(closed, made -> made);
    }

    @Override
    public void later(Runnable task, Duration delay) {
        try {
            plan(task, delay);
        } catch (RejectedExecutionException over) {
            // Nobody needs a connection any more.
        }
    }

    private void plan(Runnable task, Duration delay) {
        Future<?> unused =
                client.getResources().eventExecutorGroup().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (own == null) {
            return;
        }
        closed.completeExceptionally(new RedisException("the client is closed"));
        // Who ends a service is often interrupted, which shall not leave threads behind.
        long millis = CONNECT_TIMEOUT.toMillis();
        boolean interrupted = Thread.interrupted();
        try {
            client.shutdownAsync(0, millis, TimeUnit.MILLISECONDS).get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.debug("The client of Redis has not ended in time", e);
        } finally {
            own.shutdown(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Made(
            StatefulConnection<byte[], byte[]> connection, RedisClusterAsyncCommands<byte[], byte[]> commands)
            implements Connection {
        @Override
        public void whenLost(Runnable task) {
            if (!(connection instanceof StatefulRedisConnection)) {
                return; // one that is many, to the nodes of a cluster
            }
            connection.addListener(new RedisConnectionStateListener() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                    task.run();
                }
            });
            if (!connection.isOpen()) {
                task.run();
            }
        }

        @Override
        public CompletableFuture<Void> end() {
            return connection.closeAsync();
        }
    }
}
