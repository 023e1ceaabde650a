package dev.hardening.servlet.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the parts of a {@code multipart/form-data} body (RFC 2046 section 5.1, RFC 7578), strictly and in one pass: lines
 * end with CR LF, a delimiter stands alone in its line, the last one ends the body, and nothing stands before the first but
 * an empty line. Keeps heads, and of contents only where they are. Linear in the body, however it is cut. For one thread.
 */
final class MultipartParser {

    private static final int LONGEST_BOUNDARY = 70;
    private static final int LONGEST_HEAD = 8192;
    private static final int MOST_LINES = 32;
    private static final String BOUNDARY_SIGNS = "'()+_,-./:=? ";

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int end;
    private long read;

    private MultipartParser(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the boundary that a content type names; an empty or a longer one than 70 characters is none. */
    static String boundary(String contentType) throws MalformedFormException {
        String boundary = FieldParameters.of(contentType).get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw new MalformedFormException("no boundary");
        }
        for (int i = 0; i < boundary.length(); i++) {
            char c = boundary.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && BOUNDARY_SIGNS.indexOf(c) < 0) {
                throw new MalformedFormException("a boundary with a character that none may have");
            }
        }
        if (boundary.endsWith(" ")) {
            throw new MalformedFormException("a boundary that ends with a space");
        }
        return boundary;
    }

    /**
     * Returns the parts in their order, of more than the given number only one more.
     *
     * @param in the whole body
     * @param charset the charset of the names in heads
     */
    static List<PartHead> parse(InputStream in, String boundary, int most, Charset charset)
            throws IOException, MalformedFormException {
        return new MultipartParser(in, boundary).parts(most, charset);
    }

    private List<PartHead> parts(int most, Charset charset) throws IOException, MalformedFormException {
        skipToFirst();
        List<PartHead> parts = new ArrayList<>();
        while (!isLast()) {
            if (parts.size() > most) {
                return parts;
            }
            List<String> lines = head();
            long from = read;
            parts.add(PartHead.of(lines, charset, from, skipContent()));
        }
        int next = next();
        if (next >= 0 && (next != '\r' || next() != '\n' || next() >= 0)) {
            throw new MalformedFormException("something stands behind the last delimiter");
        }
        return parts;
    }

    private void skipToFirst() throws IOException, MalformedFormException {
        int next = next();
        if (next == '\r' && next() == '\n') {
            next = next();
        }
        for (int i = 1; i < delimiter.length; i++) {
            if (next != (delimiter[i] & 0xFF)) {
                throw new MalformedFormException("the body does not begin with its delimiter");
            }
            next = i + 1 < delimiter.length ? next() : next;
        }
    }

    /** Reads what stands behind a delimiter. */
    private boolean isLast() throws IOException, MalformedFormException {
        int first = next();
        int second = next();
        if (first == '-' && second == '-') {
            return true;
        }
        if (first != '\r' || second != '\n') {
            throw new MalformedFormException("a delimiter does not end with its line");
        }
        return false;
    }

    private List<String> head() throws IOException, MalformedFormException {
        List<String> lines = new ArrayList<>(3);
        int left = LONGEST_HEAD;
        while (true) {
            StringBuilder line = new StringBuilder(64);
            int next = next();
            while (next != '\r') {
                if (next < 0 || next == '\n' || --left < 0) {
                    throw new MalformedFormException("a head that is cut off, too long, or whose line ends otherwise");
                }
                line.append((char) next);
                next = next();
            }
            if (next() != '\n') {
                throw new MalformedFormException("a carriage return in a head");
            }
            if (line.isEmpty()) {
                return lines;
            }
            if (lines.size() == MOST_LINES) {
                throw new MalformedFormException("a head of too many lines");
            }
            lines.add(line.toString());
        }
    }

    /**
     * Reads to behind the next delimiter and returns where the content before it ends. The delimiter's first byte stands
     * nowhere else in it, so nothing is ever looked at twice.
     */
    private long skipContent() throws IOException, MalformedFormException {
        int matched = 1; // the line end of the empty line before; a delimiter that shares it has none of its own
        boolean afterReturn = false;
        boolean returned = false;
        while (matched < delimiter.length) {
            int next = next();
            if (next < 0) {
                throw new MalformedFormException("a part without an end");
            }
            if (next == delimiter[matched]) {
                matched++;
            } else {
                matched = next == '\n' ? 1 : 0;
            }
            if (next == '\n') {
                returned = afterReturn;
            }
            afterReturn = next == '\r';
        }
        if (!returned) {
            throw new MalformedFormException("a delimiter behind a bare line feed, or behind no line end of its own");
        }
        return read - delimiter.length - 1;
    }

    private int next() throws IOException {
        if (position == end) {
            position = 0;
            end = in.read(buffer, 0, buffer.length);
            if (end <= 0) {
                end = 0;
                return -1;
            }
        }
        read++;
        return buffer[position++] & 0xFF;
    }
}
