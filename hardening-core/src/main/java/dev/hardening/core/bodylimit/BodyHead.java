package dev.hardening.core.bodylimit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a request says of its body. Immutable.
 *
 * @param protocol the protocol's version, such as {@code HTTP/1.1}
 * @param method the method as sent
 * @param length the declared length in bytes, or -1 when there is none
 * @param isChunked whether there is a {@code Transfer-Encoding}
 * @param contentType the media type as sent, or null
 * @param coding the {@code Content-Encoding} as sent, or null
 */
public record BodyHead(
        String protocol,
        String method,
        long length,
        boolean isChunked,
        @Nullable String contentType,
        @Nullable String coding) {

    /**
     * Tells whether a body may follow. In HTTP/1 one does when a length or a transfer coding says so (RFC 9112 section
     * 6.3); in later versions it may follow any head that does not declare that it is empty.
     */
    public static boolean isBodyPossible(String protocol, long length, boolean isChunked) {
        return isChunked || length > 0 || (length < 0 && !protocol.startsWith("HTTP/1"));
    }

    /** Tells whether the body is a form that containers parse: {@code urlencoded} or {@code multipart}. */
    public boolean isForm() {
        return isMultipart() || mediaType().equals("application/x-www-form-urlencoded");
    }

    /**
     * Tells whether the body consists of parts, which containers would read past every filter: Tomcat takes every subtype
     * for a form.
     */
    public boolean isMultipart() {
        return mediaType().startsWith("multipart/");
    }

    /** Tells whether the body is compressed with gzip. */
    public boolean isGzip() {
        return coding != null && (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip"));
    }

    /** Tells whether the body comes as it is. */
    public boolean isPlain() {
        return coding == null || coding.isEmpty() || coding.equalsIgnoreCase("identity");
    }

    /** Tells whether the length is known before the body is read; a transfer coding overrides one that is declared. */
    public boolean isLengthKnown() {
        return length >= 0 && !isChunked;
    }

    private String mediaType() {
        if (contentType == null) {
            return "";
        }
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
