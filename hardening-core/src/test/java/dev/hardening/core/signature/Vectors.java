package dev.hardening.core.signature;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What CPython, requests and RFC 9421 implementations have signed, as files of the tests. */
final class Vectors {

    /** The secret of the guide. */
    static final String SECRET = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";

    /** What the lines of the other files are signed with. */
    static final String KEY = "k".repeat(32);

    static final JsonReader READER = JsonReader.of(
            JsonLimits.builder().maxBytes(1 << 22).unsafeKeepLoneSurrogates().build());

    private Vectors() {}

    static List<JsonObject> lines(String file) {
        return text(file).lines().map(Vectors::object).toList();
    }

    static JsonObject object(String text) {
        try {
            return READER.readObject(text);
        } catch (JsonException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(String file) {
        try (InputStream in = Objects.requireNonNull(
                Vectors.class.getResourceAsStream("/signature/" + file), "the file is among the test resources")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String string(JsonObject line, String name) {
        return Objects.requireNonNull(stringOrNull(line, name), name);
    }

    static @Nullable String stringOrNull(JsonObject line, String name) {
        return line.get(name) instanceof JsonString text ? text.value() : null;
    }

    static byte[] body(JsonObject line) {
        return Base64.getDecoder().decode(string(line, "body_b64"));
    }
}
