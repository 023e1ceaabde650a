package dev.hardening.core.secret;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values that everybody can read: documentation, test vectors, digests of common words. They are kept as digests so
 * that this list is not one more place that prints them.
 */
final class KnownPublic {

    private static final String LIST = "known-public-secrets.txt";
    private static final int DIGEST_BYTES = 16;

    private KnownPublic() {}

    static boolean contains(CharSequence text) {
        String value = text.toString();
        return isListed(value) || (Encodings.isHex(value) && isListed(value.toLowerCase(Locale.ROOT)));
    }

    private static boolean isListed(String value) {
        byte[] digest = Digests.sha256(value.getBytes(StandardCharsets.UTF_8));
        return Listed.DIGESTS.contains(HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES)));
    }

    /** Read when the first secret is judged. */
    private static final class Listed {
        static final Set<String> DIGESTS = read();

        private static Set<String> read() {
            try (InputStream in = KnownPublic.class.getResourceAsStream(LIST)) {
                if (in == null) {
                    throw new IllegalStateException(LIST + " is missing from the library's jar");
                }
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
                return lines.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toUnmodifiableSet());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
