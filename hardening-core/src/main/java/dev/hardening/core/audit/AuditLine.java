package dev.hardening.core.audit;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.core.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form of a line: one JSON object, whose last member is the seal over the bytes before it. */
final class AuditLine {

    /** No line is longer: a record's texts are bounded, and a character is at most six bytes long. */
    static final int LONGEST = 131_072;

    static final byte[] START = "{\"chain\":\"".getBytes(StandardCharsets.US_ASCII);

    private static final String SEAL = ",\"mac\":\"";
    private static final String END = "\"}";
    private static final int SEAL_LENGTH = SEAL.length() + 2 * ChainKey.SIZE + END.length();
    private static final double MICROS_IN_A_MILLI = 1000.0;
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final JsonReader READER =
            JsonReader.of(JsonLimits.builder().maxBytes(LONGEST).maxDepth(4).build());

    private AuditLine() {}

    static String time(Instant time) {
        return MILLIS.format(time);
    }

    /** Milliseconds with three decimals. */
    static double millis(long nanos) {
        long micros = nanos / 1000;
        return micros / MICROS_IN_A_MILLI;
    }

    /**
     * Returns the line without its seal, from the first brace to what stands before the seal.
     *
     * @param beginning what the line begins, or null
     */
    static byte[] body(String chain, long seq, AuditRecord record, @Nullable Beginning beginning) {
        StringBuilder out = new StringBuilder(512);
        JsonWriter json = JsonWriter.to(out).beginObject();
        json.name("chain").value(chain).name("seq").value(seq);
        json.name("timestamp").value(time(record.time()));
        json.name("event").value(record.event()).name("action").value(record.action());
        json.name("actor").value(record.actor());
        text(json, "proof", record.credential());
        text(json, "session", record.session());
        json.name("result").value(record.result().word());
        text(json, "cause", record.cause());
        text(json, "reason", record.reason());
        text(json, "detail", record.detail().isEmpty() ? null : record.detail());
        if (record.status() >= 0) {
            json.name("status").value(record.status());
        }
        if (record.nanos() >= 0) {
            json.name("duration_ms").value(millis(record.nanos()));
        }
        json.name("request_id").value(record.requestId());
        text(json, "tenant_id", record.tenant());
        text(json, "route", record.route());
        IpAddress client = record.client();
        text(json, "client_ip", client == null ? null : client.canonicalText());
        if (record.isShadow()) {
            json.name("shadow").value(true);
        }
        Instant since = record.since();
        if (since != null) {
            json.name("count").value(record.count()).name("since").value(time(since));
        }
        if (!record.fields().isEmpty()) {
            json.name("fields").beginObject();
            for (Map.Entry<String, String> field : record.fields().entrySet()) {
                json.name(field.getKey()).value(field.getValue());
            }
            json.endObject();
        }
        if (beginning != null) {
            beginning.write(json);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void text(JsonWriter json, String name, @Nullable String value) {
        if (value != null) {
            json.name(name).value(value);
        }
    }

    /** Returns the whole line, its line feed included. */
    static byte[] sealed(byte[] body, byte[] seal) {
        byte[] end = (SEAL + HexFormat.of().formatHex(seal) + END + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[body.length + end.length];
        System.arraycopy(body, 0, line, 0, body.length);
        System.arraycopy(end, 0, line, body.length, end.length);
        return line;
    }

    /**
     * Reads a line.
     *
     * @param line the line without its line feed
     * @return null when it has not the form of a record
     */
    static @Nullable Read read(byte[] line) {
        int length = line.length - SEAL_LENGTH;
        if (length < START.length || line.length > LONGEST) {
            return null;
        }
        String end = new String(line, length, SEAL_LENGTH, StandardCharsets.US_ASCII);
        if (!end.startsWith(SEAL) || !end.endsWith(END)) {
            return null;
        }
        byte[] seal = seal(end.substring(SEAL.length(), SEAL_LENGTH - END.length()));
        byte[] body = new byte[length];
        System.arraycopy(line, 0, body, 0, length);
        try {
            JsonObject object = READER.readObject(line);
            String chain = object.string("chain");
            Long seq = object.integer("seq");
            return seal == null || chain == null || seq == null ? null : new Read(body, seal, object, chain, seq);
        } catch (JsonException e) {
            return null;
        }
    }

    /** Only lower-case digits are a seal: a line has one spelling. */
    static byte @Nullable [] seal(@Nullable String hex) {
        if (hex == null || hex.length() != 2 * ChainKey.SIZE) {
            return null;
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return null;
            }
        }
        return HexFormat.of().parseHex(hex);
    }

    /** What a line says that begins a file or a process. */
    static final class Beginning {

        static final String FILE = "file";
        static final String PROCESS = "process";

        private final boolean file;
        private final String algorithm;
        private final byte[] before;

        Beginning(boolean file, String algorithm, byte[] before) {
            this.file = file;
            this.algorithm = algorithm;
            this.before = before;
        }

        void write(JsonWriter json) {
            json.name("begins").value(file ? FILE : PROCESS);
            json.name("algorithm").value(algorithm);
            json.name("prev").value(HexFormat.of().formatHex(before));
        }
    }

    /** A line in its parts. */
    static final class Read {
        private final byte[] body;
        private final byte[] seal;
        private final JsonObject object;
        private final String chain;
        private final long seq;

        private Read(byte[] body, byte[] seal, JsonObject object, String chain, long seq) {
            this.body = body;
            this.seal = seal;
            this.object = object;
            this.chain = chain;
            this.seq = seq;
        }

        byte[] body() {
            return body;
        }

        byte[] seal() {
            return seal;
        }

        JsonObject object() {
            return object;
        }

        String chain() {
            return chain;
        }

        long seq() {
            return seq;
        }
    }
}
