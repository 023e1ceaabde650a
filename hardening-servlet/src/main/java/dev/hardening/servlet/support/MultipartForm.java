package dev.hardening.servlet.support;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code multipart/form-data} body: read whole, through the hooks, when its parts or parameters are first asked for, and
 * shown again to whoever reads it as a stream afterwards. Belongs to one request; one thread at a time.
 */
final class MultipartForm {

    private static final String TYPE = "multipart/form-data";
    private static final String CHARSET_FIELD = "_charset_"; // RFC 7578 section 4.6

    private static final Logger LOG = LoggerFactory.getLogger(MultipartForm.class);

    /** One part, with its text when it is no file. */
    private record Field(String name, @Nullable String value) {}

    private final Exchange exchange;
    private final HttpServletRequest bare;
    private @Nullable StoredBody stored;
    private @Nullable List<FormPart> parts;
    private @Nullable List<Field> fields;

    MultipartForm(Exchange exchange, HttpServletRequest bare) {
        this.exchange = exchange;
        this.bare = bare;
    }

    /** Tells whether a content type names a form of parts. */
    static boolean isNamedBy(@Nullable String contentType) {
        return contentType != null && word(contentType).equals(TYPE);
    }

    /** Tells whether a content type names parts of any kind, all of which Tomcat takes for a form. */
    static boolean isOfParts(@Nullable String contentType) {
        return contentType != null && word(contentType).startsWith("multipart/");
    }

    private static String word(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    boolean isStored() {
        return stored != null;
    }

    /** Keeps the whole body. */
    void store(InputStream body) throws IOException {
        StoredBody all = new StoredBody(directory());
        exchange.whenComplete((over, nanos, failure) -> all.close());
        try {
            all.readFrom(body);
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
        stored = all;
    }

    /** Returns the body that was {@linkplain #store kept}, from its beginning. */
    ReplayStream replayed() {
        StoredBody all = known();
        return new ReplayStream(all.stream(0, all.size()), exchange);
    }

    /**
     * Returns the parts of the body that was {@linkplain #store kept}.
     *
     * @param most how many there may be; of more, one more is returned
     * @param charset the charset of names
     */
    List<FormPart> parts(int most, Charset charset) throws IOException, MalformedFormException {
        List<FormPart> known = parts;
        if (known == null) {
            StoredBody all = known();
            Path directory = directory();
            if (exchange.isRepeated("Content-Type")) {
                throw new MalformedFormException("two content types");
            }
            String boundary = MultipartParser.boundary(bare.getHeader("Content-Type"));
            known = MultipartParser.parse(all.stream(0, all.size()), boundary, most, charset).stream()
                    .map(head -> new FormPart(head, all, directory))
                    .toList();
            parts = known;
        }
        return known;
    }

    /**
     * Adds the fields among the parts. A field's text is in the charset that its own type names, or else the one that the
     * field {@code _charset_} names, or else the given one.
     */
    void addTo(FormParameters found, List<FormPart> all, Charset otherwise) throws IOException, MalformedFormException {
        for (Field field : fields(all, otherwise)) {
            if (field.value() == null) {
                found.count();
            } else {
                found.addField(field.name(), field.value());
            }
        }
    }

    /** Tells whether the fields among the parts are more text than is kept. */
    static boolean isTooMuchText(List<FormPart> all) {
        long text = 0;
        for (FormPart part : all) {
            text += part.head().isField() ? part.getSize() : 0;
        }
        return text > FormParameters.MAX_BYTES;
    }

    private List<Field> fields(List<FormPart> all, Charset otherwise) throws IOException, MalformedFormException {
        List<Field> known = fields;
        if (known == null) {
            known = decode(all, otherwise);
            fields = known;
        }
        return known;
    }

    private List<Field> decode(List<FormPart> all, Charset otherwise) throws IOException, MalformedFormException {
        Charset charset = otherwise;
        for (FormPart part : all) {
            if (part.head().isField() && part.getName().equals(CHARSET_FIELD)) {
                charset = charset(text(part, StandardCharsets.US_ASCII));
                break;
            }
        }
        List<Field> decoded = new ArrayList<>(all.size());
        for (FormPart part : all) {
            String own = part.head().charset();
            decoded.add(new Field(
                    part.getName(), part.head().isField() ? text(part, own == null ? charset : charset(own)) : null));
        }
        return decoded;
    }

    /** Keeps the texts of the fields for an error page, which comes when the file is gone; true when they are kept. */
    boolean keepFields(int most, Charset otherwise) {
        if (stored == null) {
            return false;
        }
        try {
            List<FormPart> all = parts(most, otherwise);
            if (all.size() <= most && !isTooMuchText(all)) {
                fields(all, otherwise);
                return true;
            }
        } catch (IOException | MalformedFormException e) {
            LOG.debug("The fields of a form could not be kept", e);
        }
        return false;
    }

    private String text(FormPart part, Charset charset) throws IOException, MalformedFormException {
        byte[] bytes = known().bytes(part.head().from(), part.head().to());
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedFormException("a field that is no text");
        }
    }

    private static Charset charset(String name) throws MalformedFormException {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new MalformedFormException("a charset that is not known");
        }
    }

    private StoredBody known() {
        StoredBody all = stored;
        if (all == null) {
            throw new IllegalStateException("the body was not read");
        }
        return all;
    }

    private Path directory() {
        Object given = bare.getServletContext().getAttribute(ServletContext.TEMPDIR);
        boolean usable = given instanceof File directory && directory.isDirectory();
        return usable ? ((File) given).toPath() : Path.of(System.getProperty("java.io.tmpdir"));
    }
}
