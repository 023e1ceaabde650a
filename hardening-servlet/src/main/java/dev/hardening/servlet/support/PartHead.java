package dev.hardening.servlet.support;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of one part of a form (RFC 7578 section 4), and where in the body its content stands. Whatever two readers could
 * take for two things is malformed. Immutable.
 *
 * @param name the field's name as sent
 * @param fileName the file's name as sent, or null when the part is a field
 * @param contentType the type as sent, or null
 * @param charset the charset that the type names, or null
 * @param fields the fields of the head: names in lower case, and their values in order
 * @param from where the content begins
 * @param to where it ends
 */
record PartHead(
        String name,
        @Nullable String fileName,
        @Nullable String contentType,
        @Nullable String charset,
        Map<String, List<String>> fields,
        long from,
        long to) {

    private static final Set<String> ONCE =
            Set.of("content-disposition", "content-type", "content-transfer-encoding", "content-length");
    private static final Set<String> AS_IT_IS = Set.of("7bit", "8bit", "binary");

    /**
     * Reads the lines of a head.
     *
     * @param lines the lines as bytes, each a character of Latin-1
     * @param charset the charset of names
     */
    static PartHead of(List<String> lines, Charset charset, long from, long to) throws MalformedFormException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line : lines) {
            addLine(line, charset, fields);
        }
        FieldParameters disposition =
                FieldParameters.of(Objects.requireNonNullElse(first(fields, "content-disposition"), ""));
        String name = disposition.get("name");
        String fileName = disposition.get("filename");
        if (!disposition.word().equals("form-data") || name == null) {
            throw new MalformedFormException("a part without a name");
        }
        if (disposition.get("name*") != null) {
            throw new MalformedFormException("a part with a name in two ways");
        }
        if (fileName == null && disposition.get("filename*") != null) {
            // RFC 7578 section 4.2 forbids it; alone, readers differ about whether this is a file.
            throw new MalformedFormException("a file without a name that may be one");
        }
        String encoding = first(fields, "content-transfer-encoding");
        if (encoding != null && !AS_IT_IS.contains(encoding.toLowerCase(Locale.ROOT))) {
            throw new MalformedFormException("a part in a transfer encoding");
        }
        String contentType = first(fields, "content-type");
        String of = null;
        if (fileName == null && contentType != null) {
            FieldParameters type = FieldParameters.of(contentType);
            if (type.word().startsWith("multipart/")) {
                throw new MalformedFormException("parts within a part");
            }
            of = type.get("charset");
        }
        return new PartHead(name, fileName, contentType, of, fields, from, to);
    }

    private static void addLine(String line, Charset charset, Map<String, List<String>> fields)
            throws MalformedFormException {
        int colon = 0;
        while (colon < line.length() && isToken(line.charAt(colon))) {
            colon++;
        }
        if (colon == 0 || colon == line.length() || line.charAt(colon) != ':') {
            throw new MalformedFormException("a line of a head without a name");
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        List<String> values = fields.computeIfAbsent(name, key -> new ArrayList<>(1));
        if (!values.isEmpty() && ONCE.contains(name)) {
            throw new MalformedFormException("a field of a head stands twice");
        }
        values.add(decode(line.substring(colon + 1), charset).strip());
    }

    private static String decode(String bytes, Charset charset) throws MalformedFormException {
        String text;
        try {
            text = charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedFormException("a head that is no text");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) && text.charAt(i) != '\t') {
                throw new MalformedFormException("a control character in a head");
            }
        }
        return text;
    }

    private static boolean isToken(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static @Nullable String first(Map<String, List<String>> fields, String name) {
        List<String> values = fields.get(name);
        return values == null ? null : values.get(0);
    }

    boolean isField() {
        return fileName == null;
    }

    @Nullable
    String header(String asked) {
        return first(fields, asked.toLowerCase(Locale.ROOT));
    }
}
