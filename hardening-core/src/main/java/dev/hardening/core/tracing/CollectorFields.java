package dev.hardening.core.tracing;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rules for fields that go with every request to the collector. No message repeats what was given. */
final class CollectorFields {

    private static final String SYMBOLS = "!#$%&'*+-.^_`|~";
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private CollectorFields() {}

    /** Reads a list of {@code name=value}. */
    static Map<String, Secret> parse(Secret list) {
        String all = list.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        Map<String, Secret> fields = new TreeMap<>();
        for (String item : all.split(",", -1)) {
            if (item.isBlank()) {
                continue;
            }
            int equals = item.indexOf('=');
            if (equals < 0) {
                throw malformed("has an item without =");
            }
            String name = checkedName(item.substring(0, equals).strip());
            String text = decoded(item.substring(equals + 1).strip());
            if (text.isEmpty()) {
                throw malformed("has a field without a value");
            }
            Secret value = checked(Secret.ofUtf8(TracingSettings.HEADERS.name() + "[" + name + "]", text));
            if (fields.put(name, value) != null) {
                throw malformed("names a field twice");
            }
        }
        return fields;
    }

    /** A plus is one here, unlike in forms. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed("has a value with a broken percent-encoding");
        }
    }

    /** A token of RFC 9110 section 5.6.2, in lower case. */
    static String checkedName(String name) {
        boolean token = !name.isEmpty()
                && name.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || SYMBOLS.indexOf(c) >= 0);
        String lower = name.toLowerCase(Locale.ROOT);
        if (!token || OF_THE_CONNECTION.contains(lower)) {
            throw malformed("has a name that is no header field's, or that of one which the connection needs itself");
        }
        return lower;
    }

    /** Visible ASCII and blanks within, so that nothing can end the field. */
    static Secret checked(Secret value) {
        boolean good = value.exposeBytes(bytes -> {
            for (byte b : bytes) {
                if (b < ' ' || b > '~') {
                    return false;
                }
            }
            return true;
        });
        if (!good) {
            throw malformed("has a value that is not of visible ASCII characters");
        }
        return value;
    }

    private static InvalidSettingsException malformed(String what) {
        return new InvalidSettingsException(Problem.refuse(
                ProblemCode.MALFORMED,
                TracingSettings.HEADERS.name(),
                what,
                "write name=value, several with commas between, and other characters as %2C"));
    }
}
