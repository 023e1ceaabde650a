package dev.hardening.servlet.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code application/x-www-form-urlencoded} text strictly: an escape that is none, or bytes that are no text, make
 * it malformed instead of becoming something that nobody sent. Linear in the text. For one thread.
 */
final class FormParameters {

    /** How much text a form may have for its parameters: what is kept is several times as large as what was sent. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final int most;
    private int count;

    FormParameters(int most) {
        this.most = most;
    }

    /** Tells whether there are more parameters than allowed; those beyond are not kept. */
    boolean isTooMany() {
        return count > most;
    }

    /** Adds what stands in an encoded text; false when it is malformed. */
    boolean add(String encoded, Charset charset) {
        int from = 0;
        while (from < encoded.length() && !isTooMany()) {
            int and = encoded.indexOf('&', from);
            int end = and < 0 ? encoded.length() : and;
            if (end > from && !addPair(encoded, from, end, charset)) {
                return false;
            }
            from = end + 1;
        }
        return true;
    }

    /** Adds a parameter that is text already. */
    void addField(String name, String value) {
        if (++count <= most) {
            values.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
        }
    }

    /** Counts something that has a name in the form and is no parameter. */
    void count() {
        count++;
    }

    private boolean addPair(String encoded, int from, int end, Charset charset) {
        if (++count > most) {
            return true;
        }
        int equals = from;
        while (equals < end && encoded.charAt(equals) != '=') {
            equals++; // not beyond the pair: many names without a value would be searched to the end each
        }
        boolean hasValue = equals < end;
        try {
            String name = decode(encoded, from, hasValue ? equals : end, charset);
            String value = hasValue ? decode(encoded, equals + 1, end, charset) : "";
            values.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /** Text from bytes reads as Latin-1: each character is one byte as it was sent. */
    private static String decode(String text, int from, int to, Charset charset) throws CharacterCodingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < to ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0 || text.charAt(i + 1) > 0x7F || text.charAt(i + 2) > 0x7F) {
                    throw new CharacterCodingException();
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    }

    /** Adds the parameters of a query, which is UTF-8; a container shows it as it was sent. */
    boolean addQuery(String query) {
        return add(
                new String(query.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
    }

    /** Returns the values by name, in the order of the text. */
    Map<String, String[]> values() {
        Map<String, String[]> arrays = new LinkedHashMap<>();
        values.forEach((name, all) -> arrays.put(name, all.toArray(String[]::new)));
        return arrays;
    }
}
