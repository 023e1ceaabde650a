package dev.hardening.benchmarks.peers;

import static dev.hardening.benchmarks.peers.Limit.bytes;
import static dev.hardening.benchmarks.peers.Limit.cheaperThan;
import static dev.hardening.benchmarks.peers.Limit.fewerBytes;
import static dev.hardening.benchmarks.peers.Limit.lessCpu;
import static dev.hardening.benchmarks.peers.Limit.nanos;
import static dev.hardening.benchmarks.peers.Limit.timesFloor;
import static dev.hardening.benchmarks.peers.Limit.timesPeer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of the table and what each must keep: the targets, as data. */
public final class Targets {

    private static final String NIMBUS = "nimbus, raw";
    private static final String SPRING_CHAIN = "Spring chain with Bucket4j";
    private static final String ALLOWED = "whole chain, allowed request";
    private static final List<Row> ROWS = rows();

    private Targets() {}

    /** Returns every row, in the table's order. */
    public static List<Row> all() {
        return List.copyOf(ROWS);
    }

    /**
     * Returns the row of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Row row(String name) {
        return ROWS.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no row " + name));
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        headers(rows);
        cors(rows);
        clients(rows);
        limiter(rows);
        tokens(rows);
        keysAndBodies(rows);
        breakers(rows);
        chain(rows);
        return List.copyOf(rows);
    }

    private static void headers(List<Row> rows) {
        rows.add(filters(Row.of("static header fields", "HeadersBenchmark.headersOurs"), "HEADERS", true)
                .over("HeadersBenchmark.headersFloor")
                .within(timesFloor(1.3), bytes(0)));
        rows.add(filters(Row.of("static header fields, as a filter", filter("Ours", "HEADERS")), "HEADERS", true));
        rows.add(Row.of("a 128-bit nonce", "HeadersBenchmark.nonceOurs")
                .over("HeadersBenchmark.nonceFloor")
                .beside("SecureRandom", "HeadersBenchmark.nonceSecureRandomPeer")
                .beside("UUID", "HeadersBenchmark.nonceUuidPeer")
                .beside("DRBG", "HeadersBenchmark.nonceDrbgPeer")
                .within(nanos(160), bytes(200)));
    }

    private static void cors(List<Row> rows) {
        String[][] kinds = {
            {"no Origin", "corsNone", "CORS_NONE"},
            {"simple request", "corsSimple", "CORS_SIMPLE"},
            {"preflight", "corsPreflight", "CORS_PREFLIGHT"}
        };
        for (String[] kind : kinds) {
            rows.add(filters(Row.of("CORS, " + kind[0], "CorsBenchmark." + kind[1] + "Ours"), kind[2], true)
                    .over("CorsBenchmark." + kind[1] + "Floor")
                    .within(timesFloor(2), bytes(0)));
            rows.add(filters(Row.of("CORS, " + kind[0] + ", as a filter", filter("Ours", kind[2])), kind[2], true));
        }
    }

    private static void clients(List<Row> rows) {
        rows.add(filters(Row.of("client address, direct", "ClientBenchmark.directOurs"), "CLIENT_DIRECT", false)
                .over("ClientBenchmark.directFloor")
                .within(timesFloor(2), bytes(0)));
        rows.add(filters(
                Row.of("client address, direct, as a filter", filter("Ours", "CLIENT_DIRECT")),
                "CLIENT_DIRECT",
                false));
        rows.add(filters(
                        Row.of("client address, X-Forwarded-For", "ClientBenchmark.forwardedOurs"),
                        "CLIENT_FORWARDED",
                        false)
                .over("ClientBenchmark.forwardedFloor")
                .within(timesFloor(2), bytes(200)));
        rows.add(filters(
                Row.of("client address, X-Forwarded-For, as a filter", filter("Ours", "CLIENT_FORWARDED")),
                "CLIENT_FORWARDED",
                false));
        for (String count : List.of("10", "1000")) {
            String networks = " networks=" + count;
            rows.add(Row.of("address in " + grouped(count) + " CIDRs", "CidrBenchmark.cidrOurs" + networks)
                    .over("CidrBenchmark.cidrFloor" + networks)
                    .beside("IPAddress trie", "CidrBenchmark.cidrIpAddressPeer" + networks)
                    .beside("Tomcat NetMaskSet", "CidrBenchmark.cidrTomcatPeer" + networks)
                    .beside("Jetty InetAddressSet", "CidrBenchmark.cidrJettyPeer" + networks)
                    .beside("Spring IpAddressMatcher", "CidrBenchmark.cidrSpringPeer" + networks)
                    .within(nanos(100), bytes(0)));
        }
    }

    private static void limiter(List<Row> rows) {
        rows.add(limiter("limiter, one hot key", "1").within(nanos(60), bytes(0)));
        rows.add(limiter("limiter, 10,000 keys", "10000").within(nanos(90), bytes(0)));
        rows.add(limiter("limiter, 1 million keys", "1000000").within(timesFloor(1.5), bytes(0)));
        rows.add(Row.of("limiter, heap per tracked key", "HeapPerKey.OURS")
                .beside("Bucket4j in Caffeine", "HeapPerKey.BUCKET4J")
                .beside("AtomicLong in Caffeine", "HeapPerKey.CAFFEINE")
                .beside("Tomcat RateLimitFilter", "HeapPerKey.TOMCAT")
                .within(bytes(100)));
        rows.add(limiters(Row.of("limiter, refusal", "RefusalBenchmark.refusalOurs"), "RefusalBenchmark.refusalPeer ")
                .over("RefusalBenchmark.refusalFloor")
                .within(nanos(100), bytes(100)));
    }

    private static Row limiter(String name, String keys) {
        return limiters(
                        Row.of(name, "LimiterBenchmark.limiterOurs keys=" + keys),
                        "LimiterPeersBenchmark.limiterPeer keys=" + keys + ",")
                .over("LimiterBenchmark.limiterFloor keys=" + keys);
    }

    private static Row limiters(Row row, String benchmark) {
        return row.beside("Bucket4j in Caffeine", benchmark + "who=BUCKET4J")
                .beside("Guava in Caffeine", benchmark + "who=GUAVA")
                .beside("resilience4j", benchmark + "who=RESILIENCE4J")
                .beside("Tomcat RateLimitFilter", benchmark + "who=TOMCAT")
                .beside("Jetty DoSFilter", benchmark + "who=JETTY");
    }

    private static void tokens(List<Row> rows) {
        rows.add(Row.of("token HS256, first sight", "TokenBenchmark.tokenFirstSightOurs")
                .over("TokenBenchmark.tokenFirstSightFloor")
                .beside(NIMBUS, "TokenBenchmark.tokenNimbusRawPeer")
                .beside("nimbus, its processor", "TokenBenchmark.tokenNimbusProcessorPeer")
                .within(timesPeer(1.2, NIMBUS)));
        rows.add(Row.of("token HS256, seen before", "TokenBenchmark.tokenSeenBeforeOurs")
                .over("TokenBenchmark.tokenSeenBeforeFloor")
                .beside(NIMBUS, "TokenBenchmark.tokenNimbusRawPeer")
                .within(nanos(700)));
        for (String algorithm : List.of("RS256", "ES256", "EdDSA")) {
            String with = " algorithm=" + algorithm.toUpperCase(Locale.ROOT);
            rows.add(Row.of("token " + algorithm + ", first sight", "PublicKeyTokenBenchmark.publicKeyFirstOurs" + with)
                    .beside(NIMBUS, "PublicKeyTokenBenchmark.publicKeyNimbusRawPeer" + with)
                    .within(timesPeer(1.2, NIMBUS)));
            rows.add(Row.of("token " + algorithm + ", seen before", "PublicKeyTokenBenchmark.publicKeySeenOurs" + with)
                    .beside(NIMBUS, "PublicKeyTokenBenchmark.publicKeyNimbusRawPeer" + with)
                    .within(nanos(900)));
        }
    }

    private static void keysAndBodies(List<Row> rows) {
        for (String count : List.of("10", "1000", "10000")) {
            rows.add(Row.of("API key among " + grouped(count), "ApiKeyBenchmark.apiKeyOurs keys=" + count)
                    .over("ApiKeyBenchmark.apiKeyFloor keys=" + count)
                    .beside("comparing every key", "ApiKeyBenchmark.apiKeyEachPeer keys=" + count)
                    .within(timesFloor(1.5)));
        }
        for (String size : List.of("1", "64")) {
            String of = " kilobytes=" + size;
            rows.add(Row.of("HMAC-SHA256 of " + size + " KB", "MacBenchmark.macOurs" + of)
                    .over("MacBenchmark.macFloor" + of)
                    .beside("Mac.getInstance a call", "MacBenchmark.macEachPeer" + of)
                    .beside("Guava", "MacBenchmark.macGuavaPeer" + of)
                    .within(timesFloor(1.1)));
        }
        for (String size : List.of("1", "64")) {
            String of = " kilobytes=" + size;
            Row row = Row.of("signed JSON, " + size + " KB", "SignatureBenchmark.signatureOurs" + of)
                    .over("SignatureBenchmark.signatureFloor" + of)
                    .beside("Jackson, sorted map", "SignatureBenchmark.signatureJacksonPeer" + of);
            rows.add(size.equals("1") ? row.within(timesFloor(5), bytes(2048)) : row.within(timesFloor(5)));
        }
    }

    private static void breakers(List<Row> rows) {
        rows.add(Row.of("breaker, closed", "BreakerBenchmark.breakerClosedOurs")
                .over("BreakerBenchmark.breakerClosedFloor")
                .beside("Failsafe, breaker alone", "BreakerBenchmark.breakerClosedFailsafeAlonePeer")
                .beside("Failsafe, executor", "BreakerBenchmark.breakerClosedFailsafePeer")
                .beside("Failsafe, executor and Timeout", "BreakerBenchmark.breakerClosedFailsafeTimeoutPeer")
                .beside("resilience4j, permit", "BreakerBenchmark.breakerClosedResilience4jPermitPeer")
                .beside("resilience4j", "BreakerBenchmark.breakerClosedResilience4jPeer")
                .within(nanos(60), bytes(0)));
        rows.add(Row.of("breaker, open (refusal)", "BreakerBenchmark.breakerOpenOurs")
                .over("BreakerBenchmark.breakerOpenFloor")
                .beside("Failsafe, breaker alone", "BreakerBenchmark.breakerOpenFailsafeAlonePeer")
                .beside("Failsafe, executor", "BreakerBenchmark.breakerOpenFailsafePeer")
                .beside("resilience4j, permit", "BreakerBenchmark.breakerOpenResilience4jPermitPeer")
                .beside("resilience4j, exception", "BreakerBenchmark.breakerOpenResilience4jPeer")
                .within(nanos(60), bytes(0)));
    }

    private static void chain(List<Row> rows) {
        rows.add(Row.of(ALLOWED, "PipelineBenchmark.pipelineOurs")
                .over("PipelineBenchmark.pipelineFloor")
                .beside(SPRING_CHAIN, "PipelineBenchmark.pipelineSpringPeer")
                .within(lessCpu(5, SPRING_CHAIN), fewerBytes(10, SPRING_CHAIN), bytes(500)));
        rows.add(Row.of("whole chain, 401 without a key", "PipelineBenchmark.unauthenticatedOurs")
                .within(cheaperThan(ALLOWED)));
        rows.add(Row.of("whole chain, 429", "PipelineBenchmark.limitedOurs")
                .beside(SPRING_CHAIN, "PipelineBenchmark.limitedSpringPeer")
                .within(cheaperThan(ALLOWED)));
    }

    /** Adds the filters of others for one duty. */
    private static Row filters(Row row, String kind, boolean withJetty) {
        Row known = row.beside("Spring", filter("SpringPeer", kind)).beside("Tomcat", filter("TomcatPeer", kind));
        return withJetty ? known.beside("Jetty", filter("JettyPeer", kind)) : known;
    }

    private static String filter(String method, String kind) {
        return "FilterBenchmark.filter" + method + " kind=" + kind;
    }

    private static String grouped(String count) {
        return count.length() <= 3
                ? count
                : count.substring(0, count.length() - 3) + "," + count.substring(count.length() - 3);
    }
}
