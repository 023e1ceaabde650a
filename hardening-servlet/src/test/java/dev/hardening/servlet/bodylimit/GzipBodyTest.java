package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.bodylimit.BodyCodings;
import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GzipBodyTest {

    private static final long SEED = 20261126;
    private static final String GZIP = "Content-Encoding: gzip";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private final Services services = Services.builder()
            .events(event -> {})
            .routes(Routes.builder().add(Route.open("/form").chunkedForms()).build())
            .build();

    private TestContainer start(Container container, BodyCodings codings, long limit) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        new BodyLimitFilter(
                                BodyLimitSettings.builder()
                                        .codings(codings)
                                        .maxBytes(limit)
                                        .build(),
                                services),
                        setup -> setup.everyDispatch())
                .servlet("/form", (request, response) -> {
                    response.setContentType("text/plain;charset=utf-8");
                    response.getWriter().print(request.getParameter("a"));
                })
                .servlet(
                        "/head",
                        (request, response) -> response.getWriter()
                                .print(request.getHeader("Content-Encoding") + " " + request.getContentLength() + " "
                                        + request.getIntHeader("content-length") + " "
                                        + java.util.Collections.list(request.getHeaderNames()).stream()
                                                .filter(name -> name.toLowerCase(java.util.Locale.ROOT)
                                                        .startsWith("content"))
                                                .toList()))
                .servlet(
                        "/echo",
                        (request, response) -> response.getOutputStream()
                                .write(request.getInputStream().readAllBytes()));
        WaysToRead.all().forEach((name, handler) -> app.servlet("/way/" + name, handler));
        return app.start(container);
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String outcome(Response response) {
        String text = response.text();
        int code = text.indexOf("\"code\":\"");
        return response.status() + " " + (code < 0 ? text : text.substring(code + 8, text.indexOf('"', code + 8)));
    }

    private static String chunked(byte[] body, int size) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < body.length; i += size) {
            int end = Math.min(body.length, i + size);
            text.append(Integer.toHexString(end - i))
                    .append("\r\n")
                    .append(text(java.util.Arrays.copyOfRange(body, i, end)))
                    .append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }

    @ParameterizedTest
    @EnumSource
    void a_coding_that_is_not_taken_is_refused_with_those_that_are(Container container) throws Exception {
        String body = text(gzip("plain".getBytes(StandardCharsets.UTF_8)));
        try (TestContainer server = start(container, BodyCodings.IDENTITY, 1_000)) {
            Response refused = RawHttp.request(server.port(), "POST", "/echo", body, GZIP);
            assertEquals("415 BODY_CODING_UNSUPPORTED", outcome(refused));
            assertEquals("identity", refused.header("Accept-Encoding"));
            assertEquals(
                    "200 plain",
                    outcome(RawHttp.request(server.port(), "POST", "/echo", "plain", "Content-Encoding: identity")));
        }
        try (TestContainer server = start(container, BodyCodings.GZIP, 1_000)) {
            for (String coding : new String[] {"br", "gzip, gzip", "deflate", "gzip\r\nContent-Encoding: gzip"}) {
                Response refused = RawHttp.request(server.port(), "POST", "/echo", body, "Content-Encoding: " + coding);
                assertEquals("415 BODY_CODING_UNSUPPORTED", outcome(refused), coding);
                assertEquals("gzip, identity", refused.header("Accept-Encoding"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readers_see_the_inflated_body(Container container) throws Exception {
        byte[] plain = "a=%C3%A9t%C3%A9&b=2".getBytes(StandardCharsets.UTF_8);
        byte[] half = gzip("a=%C3%A9".getBytes(StandardCharsets.UTF_8));
        byte[] rest = gzip("t%C3%A9&b=2".getBytes(StandardCharsets.UTF_8));
        byte[] two = join(half, gzip(new byte[0]), rest);
        try (TestContainer server = start(container, BodyCodings.GZIP, 1_000)) {
            for (byte[] body : new byte[][] {gzip(plain), two, withEveryField(plain)}) {
                assertEquals(
                        "200 " + text(plain),
                        outcome(RawHttp.request(server.port(), "POST", "/echo", text(body), GZIP)));
                assertEquals(
                        "200 été", outcome(RawHttp.request(server.port(), "POST", "/form", text(body), GZIP, FORM)));
                for (int size : new int[] {1, 7, 64}) {
                    String chunks = chunked(body, size);
                    assertEquals(
                            "200 " + text(plain),
                            outcome(RawHttp.request(
                                    server.port(), "POST", "/echo", chunks, GZIP, "Transfer-Encoding: chunked")));
                    assertEquals(
                            "200 été",
                            outcome(RawHttp.request(
                                    server.port(), "POST", "/form", chunks, GZIP, FORM, "Transfer-Encoding: chunked")));
                }
            }
            assertEquals(
                    "200 null -1 -1 []",
                    outcome(RawHttp.request(server.port(), "POST", "/head", text(gzip(plain)), GZIP)));
        }
    }

    /** A member with all that a header may have (RFC 1952 section 2.3). */
    private static byte[] withEveryField(byte[] plain) throws IOException {
        byte[] header = join(
                new byte[] {0x1F, (byte) 0x8B, 8, 0x1F, 1, 2, 3, 4, 0, 3},
                new byte[] {3, 0, 9, 9, 9},
                "name\0comment\0".getBytes(StandardCharsets.ISO_8859_1));
        CRC32 sum = new CRC32();
        sum.update(header);
        byte[] headerSum = {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)};
        byte[] standard = gzip(plain);
        return join(header, headerSum, java.util.Arrays.copyOfRange(standard, 10, standard.length));
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_inflates_beyond_the_limit_is_refused_in_every_way(Container container) throws Exception {
        byte[] bomb = gzip(new byte[50_000]);
        try (TestContainer server = start(container, BodyCodings.GZIP, 1_000)) {
            for (String way : WaysToRead.all().keySet()) {
                String outcome = outcome(RawHttp.request(server.port(), "POST", "/way/" + way, text(bomb), GZIP));
                boolean listens = way.startsWith("listener");
                assertEquals(listens ? "415 BODY_CODING_UNSUPPORTED" : "413 BODY_TOO_LARGE", outcome, way);
                if (!listens) {
                    assertEquals(
                            "200 read 1000",
                            outcome(RawHttp.request(
                                    server.port(), "POST", "/way/" + way, text(gzip(new byte[1_000])), GZIP)),
                            way);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bomb_is_cut_in_little_memory(Container container) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
                gzip.write(zeros);
            }
        }
        assertTrue(out.size() < 1 << 20, "a quarter of a gibibyte in " + out.size());
        try (TestContainer server = start(container, BodyCodings.GZIP, 1 << 20)) {
            assertEquals(
                    "413 BODY_TOO_LARGE",
                    outcome(RawHttp.request(server.port(), "POST", "/way/array", text(out.toByteArray()), GZIP)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_is_no_gzip_is_malformed(Container container) throws Exception {
        byte[] plain = "x".repeat(100).getBytes(StandardCharsets.UTF_8);
        byte[] good = gzip(plain);
        Map<String, byte[]> bad = new LinkedHashMap<>();
        for (int length = 1; length < good.length; length++) {
            bad.put("cut after " + length, java.util.Arrays.copyOf(good, length));
        }
        bad.put("no magic", plain);
        bad.put("followed by text", join(good, plain));
        bad.put("followed by zeros", join(good, new byte[10]));
        byte[] sum = good.clone();
        sum[good.length - 8] ^= 1;
        bad.put("wrong checksum", sum);
        byte[] size = good.clone();
        size[good.length - 4] ^= 1;
        bad.put("wrong size", size);
        byte[] reserved = good.clone();
        reserved[3] = 0x20;
        bad.put("reserved flag", reserved);
        byte[] headerSum = withEveryField(plain);
        headerSum[4] ^= 1;
        bad.put("wrong header checksum", headerSum);
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(zlib, new Deflater())) {
            deflate.write(plain);
        }
        bad.put("zlib", zlib.toByteArray());
        try (TestContainer server = start(container, BodyCodings.GZIP, 1_000)) {
            for (Map.Entry<String, byte[]> body : bad.entrySet()) {
                assertEquals(
                        "400 BODY_MALFORMED",
                        outcome(RawHttp.request(server.port(), "POST", "/echo", text(body.getValue()), GZIP)),
                        body.getKey());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void flipped_bits_are_refused_or_change_nothing(Container container) throws Exception {
        Random random = new Random(SEED);
        byte[] plain = new byte[200];
        random.nextBytes(plain);
        byte[] good = gzip(plain);
        try (TestContainer server = start(container, BodyCodings.GZIP, 1_000)) {
            for (int i = 0; i < 150; i++) {
                byte[] bad = good.clone();
                int bit = random.nextInt(bad.length * 8);
                bad[bit / 8] ^= (byte) (1 << bit % 8);
                Response response = RawHttp.request(server.port(), "POST", "/echo", text(bad), GZIP);
                boolean unchanged =
                        response.status() == 200 && text(response.body()).equals(text(plain));
                boolean refused = outcome(response).equals("400 BODY_MALFORMED")
                        || outcome(response).equals("413 BODY_TOO_LARGE");
                assertTrue(unchanged || refused, "seed " + SEED + ", bit " + bit + ": " + response);
            }
        }
    }
}
