package dev.hardening.redis;

import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server, from the start of the service to its end. */
final class SharedServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedServer.class);
    /** Much of it is for the classes of the client, on a busy machine. */
    private static final Duration START = LettuceConnector.CONNECT_TIMEOUT.plusSeconds(1);

    private static final Pattern VERSION = Pattern.compile("(?m)^redis_version:(\\d{1,4})\\.(\\d{1,4})\\.\\S{0,20}");
    private static final Pattern PRODUCT = Pattern.compile("(?m)^valkey_version:(\\S{1,30})");
    private static final int MAJOR = 6;
    private static final int MINOR = 2;

    private final String name;
    // Its clock is that of the network, whatever clock the rooms have.
    private final Ticker ticker = Ticker.system();
    private final RedisLink link;
    private final Outage outage;

    SharedServer(String name, Connector connector, DistributedSettings settings, SecurityEventListener events) {
        this.name = name;
        this.outage = new Outage(name, ticker, events);
        this.link = new RedisLink(name, connector, settings.timeout(), ticker, outage);
    }

    RedisLink link() {
        return link;
    }

    /**
     * Connects and looks whether it is a server of the right kind; one that does not answer is waited for in the background.
     *
     * @param setting the variable that a problem bears
     * @throws InvalidSettingsException when waiting would not help
     */
    void open(String setting) {
        long until = ticker.nanos() + START.toNanos();
        try {
            link.open().toCompletableFuture().get(START.toNanos(), TimeUnit.NANOSECONDS);
            readVersion(
                    link.greet(commands -> commands.info("server"))
                            .toCompletableFuture()
                            .get(until - ticker.nanos(), TimeUnit.NANOSECONDS),
                    setting);
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = Failures.cause(e);
            throwIfHopeless(cause, setting);
            if (!Failures.isForbidden(cause)) {
                outage.unanswered(Failures.describe(cause));
            }
        } catch (TimeoutException e) {
            outage.unanswered("the time is up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outage.unanswered("the start was interrupted");
        }
    }

    private void throwIfHopeless(Throwable failed, String setting) {
        switch (Failures.refusal(failed)) {
            case CREDENTIALS ->
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.SERVER_REFUSES,
                        setting,
                        "names a server that refuses its user or password",
                        "write the user and the password that the server knows, percent-encoded, before the host"));
            case PROTOCOL -> throw unsuitable(setting, "names something that is no Redis server");
            case NONE -> {
                return;
            }
        }
    }

    private void readVersion(String info, String setting) {
        Matcher found = VERSION.matcher(info);
        if (!found.find()) {
            return;
        }
        int major = Integer.parseInt(found.group(1));
        int minor = Integer.parseInt(found.group(2));
        if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
            throw unsuitable(setting, "names a server that is older than " + MAJOR + "." + MINOR);
        }
        Matcher product = PRODUCT.matcher(info);
        LOG.info("{} is {}", name, product.find() ? product.group() : found.group());
    }

    private static InvalidSettingsException unsuitable(String setting, String what) {
        return new InvalidSettingsException(Problem.refuse(
                ProblemCode.SERVER_UNSUITABLE, setting, what, "name a server of Redis 6.2 or newer, or of Valkey"));
    }

    /** Asks it for a sign of life. */
    String check() throws Unanswered {
        byte[] unused = link.ask(commands -> commands.echo(name.getBytes(StandardCharsets.US_ASCII)));
        return "answers";
    }

    /** Returns whether it answers, and what can be read of the breaker in front of it. */
    List<Reading> readings() {
        List<Reading> all = new ArrayList<>();
        all.add(Reading.gauge(
                        "shared_store_up",
                        "1 unless the last decision of the shared server had no answer.",
                        () -> outage.isAway() ? 0 : 1)
                .labelled(Map.of("server", name)));
        all.addAll(link.readings());
        return all;
    }

    @Override
    public void close() {
        link.close();
    }
}
