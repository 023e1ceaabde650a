package dev.hardening.core.audit;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The anchors that a trail must meet. For one thread. */
final class AnchorList {

    private static final JsonReader READER =
            JsonReader.of(JsonLimits.builder().maxBytes(1 << 20).build());

    private record Place(String chain, long seq) {}

    private record Anchor(String seal, Instant time) {}

    private final Map<Place, Anchor> open = new HashMap<>();
    private final Map<String, Long> firstSeen = new HashMap<>();
    private @Nullable Instant begin;
    private boolean whole;

    private AnchorList() {}

    /** Reads every line that is an anchor, and no other. */
    static AnchorList read(Path file) throws IOException {
        AnchorList list = new AnchorList();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.contains(Anchors.SEAL)) {
                    list.add(line);
                }
            }
        }
        return list;
    }

    private void add(String line) {
        try {
            JsonObject object = READER.readObject(line);
            String chain = object.string(Anchors.CHAIN);
            Long seq = object.integer(Anchors.SEQ);
            String seal = object.string(Anchors.SEAL);
            if (chain != null && seq != null && seal != null) {
                open.put(
                        new Place(chain, seq),
                        new Anchor(seal, Instant.parse(String.valueOf(object.string("timestamp")))));
            }
        } catch (JsonException | DateTimeParseException e) {
            // A log has other lines that speak of anchors.
            return;
        }
    }

    /** Says that the trail begins with its very first line: no file was before it, so every anchor is its business. */
    void beginsWhole() {
        whole = true;
    }

    /** Meets a record; returns what is wrong, or null. */
    @Nullable
    String met(String chain, long seq, byte[] seal, Instant time) {
        if (begin == null) {
            begin = time;
        }
        firstSeen.putIfAbsent(chain, seq);
        Anchor anchor = open.remove(new Place(chain, seq));
        return anchor == null || anchor.seal().equals(HexFormat.of().formatHex(seal))
                ? null
                : "the record is not the one that an anchor names";
    }

    /** Returns what is wrong with the end of the trail, or null. Anchors of older files are not its business. */
    @Nullable
    String missing() {
        Instant first = begin;
        for (Map.Entry<Place, Anchor> entry : open.entrySet()) {
            Long from = firstSeen.get(entry.getKey().chain());
            boolean here = from != null
                    ? entry.getKey().seq() > from
                    : first != null && (whole || !entry.getValue().time().isBefore(first));
            if (here && from == null && first != null && entry.getValue().time().isBefore(first)) {
                return "the trail begins anew, and an anchor names an older one: that one is missing";
            }
            if (here) {
                return "records behind it are missing: an anchor names one that is not there";
            }
        }
        return null;
    }
}
