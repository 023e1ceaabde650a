package dev.hardening.core.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One block of a PEM file (RFC 7468). */
final class PemBlock {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** Nothing else is ever encrypted in the old way; elsewhere a colon is damage. */
    private static final String KEY = "PRIVATE KEY";

    private final String label;
    private final byte @Nullable [] der;

    private PemBlock(String label, byte @Nullable [] der) {
        this.label = label;
        this.der = der;
    }

    /** Returns what it is, such as {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** Returns the content, not a copy; null when it is encrypted in the old way, with header fields (RFC 1421). */
    byte @Nullable [] der() {
        return der;
    }

    /**
     * Returns all blocks of a file. What stands between them does not count.
     *
     * @throws IllegalArgumentException when a block is cut off or is not in Base64; the message holds nothing of the file
     */
    static List<PemBlock> all(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        List<PemBlock> blocks = new ArrayList<>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int label = begin + BEGIN.length();
            int body = text.indexOf(DASHES, label);
            int end = body < 0 ? -1 : text.indexOf(DASHES, body + DASHES.length());
            if (end < 0) {
                throw new IllegalArgumentException("a block has no end");
            }
            String name = text.substring(label, body);
            String footer = END + name + DASHES;
            if (!text.startsWith(footer, end)) {
                throw new IllegalArgumentException("a block does not end as it began");
            }
            blocks.add(new PemBlock(name, decoded(name, text, body + DASHES.length(), end)));
            begin = text.indexOf(BEGIN, end + footer.length());
        }
        return blocks;
    }

    private static byte @Nullable [] decoded(String label, String text, int from, int to) {
        StringBuilder digits = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == ':' && label.endsWith(KEY)) {
                return null;
            }
            if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
                digits.append(c);
            }
        }
        try {
            return Base64.getDecoder().decode(digits.toString());
        } catch (IllegalArgumentException e) {
            // The message of the decoder repeats the character.
            throw new IllegalArgumentException("a block is not in Base64");
        }
    }
}
