package dev.hardening.servlet.support;

import jakarta.servlet.http.HttpServletRequest;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells in which charset the text of a body is. */
final class BodyCharset {

    private BodyCharset() {}

    /** Returns the charset that the request names, or else the given one. */
    static Charset of(HttpServletRequest bare, Charset otherwise) throws UnsupportedEncodingException {
        try {
            String name = bare.getCharacterEncoding();
            return name == null ? otherwise : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedEncodingException("the charset of a body is not known");
        }
    }

    /** Returns the charset for readers; JSON is UTF-8 by itself (RFC 8259 section 8.1). */
    static Charset ofText(HttpServletRequest bare) throws UnsupportedEncodingException {
        // The field itself: Jetty reads the charset when it is asked for the type, and throws when it knows none such.
        @Nullable String type = bare.getHeader("Content-Type");
        boolean json = type != null && mediaType(type).endsWith("json");
        return of(bare, json ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    /** Returns the media type without its parameters, in lower case. */
    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
