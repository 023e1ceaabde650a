package dev.hardening.core.signature;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonNumber;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in the one form that Python's {@code json.dumps(value, sort_keys=True)} gives it, byte for byte: members
 * sorted by the code points of their names, {@code ", "} and {@code ": "} between, ASCII with lower-case escapes, integers
 * as they are, floats as {@code repr} writes them.
 *
 * <p>What CPython reads with a loss, or what another parser may read differently, has no form: NaN and Infinity, repeated
 * names (after unescaping), a number whose digits are not kept, a byte order mark, malformed UTF-8, more than 64 levels,
 * integers above 4,300 digits, and everything that RFC 8259 does not allow. The time is linear in the size of the body,
 * but for the logarithm that sorting costs; the memory is a few times that size. Immutable.
 */
public final class PythonJson {

    private static final JsonReader VALUES =
            JsonReader.of(JsonLimits.builder().maxNumberLength(4400).build());

    private final PythonJsonReader read;
    private final byte[] canonical;

    private PythonJson(PythonJsonReader read) {
        this.read = read;
        this.canonical = read.out().toBytes();
    }

    /** Returns the form of a body, or null when it has none. The body is to be bounded before. */
    public static @Nullable PythonJson of(byte[] body) {
        PythonJsonReader reader = new PythonJsonReader(body);
        try {
            reader.read();
        } catch (NoCanonicalForm refused) {
            return null;
        }
        return new PythonJson(reader);
    }

    /** Returns a copy of the ASCII bytes of the form. */
    public byte[] toBytes() {
        return canonical.clone();
    }

    byte[] bytes() {
        return canonical;
    }

    /** Returns the text of a member of the object itself, or null when there is none, or it is no text of Unicode. */
    public @Nullable String text(String name) {
        return value(name) instanceof JsonString text ? text.value() : null;
    }

    /** Returns the number that a member of the object itself is, or null. */
    public @Nullable Double number(String name) {
        return value(name) instanceof JsonNumber number ? number.asDouble() : null;
    }

    /** Returns a member that is neither an object nor an array. */
    private @Nullable JsonValue value(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (PythonJsonReader.Member member : read.root()) {
            if (Arrays.equals(read.names(), member.nameFrom(), member.nameTo(), wanted, 0, wanted.length)) {
                byte first = read.out().at(member.value());
                return first == '{' || first == '[' ? null : parse(member);
            }
        }
        return null;
    }

    private @Nullable JsonValue parse(PythonJsonReader.Member member) {
        try {
            return VALUES.read(read.out().text(member.value(), read.out().end(member.tail())));
        } catch (JsonException halfAPair) {
            return null;
        }
    }

    /** Tells the size and not the content. */
    @Override
    public String toString() {
        return "PythonJson[" + canonical.length + " bytes]";
    }
}
