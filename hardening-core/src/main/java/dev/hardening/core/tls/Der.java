package dev.hardening.core.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The few elements of DER (X.690) that turn older forms of private keys into PKCS#8 (RFC 5208). */
final class Der {

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xA0;

    private static final byte[] VERSION = element(INTEGER, new byte[] {0});
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Der() {}

    static byte[] pkcs8OfRsa(byte[] key) {
        return element(SEQUENCE, join(VERSION, RSA, element(OCTETS, key)));
    }

    /** Returns null when the key does not name its curve (RFC 5915 section 3 lets it). */
    static byte @Nullable [] pkcs8OfEc(byte[] key) {
        byte[] parameters = find(content(key, SEQUENCE), PARAMETERS);
        if (parameters == null || parameters.length == 0 || parameters[0] != OBJECT_ID) {
            return null;
        }
        return element(SEQUENCE, join(VERSION, element(SEQUENCE, join(EC, parameters)), element(OCTETS, key)));
    }

    private static byte[] content(byte[] der, int tag) {
        byte[] found = find(der, tag);
        return found == null ? new byte[0] : found;
    }

    /** Returns the content of the first element of a tag among elements that follow each other. */
    private static byte @Nullable [] find(byte[] elements, int tag) {
        int at = 0;
        while (at + 2 <= elements.length) {
            int found = elements[at] & 0xFF;
            int length = elements[at + 1] & 0xFF;
            int start = at + 2;
            if (length > 0x82) {
                return null;
            }
            if (length >= 0x80) {
                int digits = length - 0x80;
                length = 0;
                for (int i = 0; i < digits && start < elements.length; i++) {
                    length = (length << 8) | (elements[start++] & 0xFF);
                }
            }
            if (start + length > elements.length) {
                return null;
            }
            if (found == tag) {
                return Arrays.copyOfRange(elements, start, start + length);
            }
            at = start + length;
        }
        return null;
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] head;
        if (content.length < 0x80) {
            head = new byte[] {(byte) tag, (byte) content.length};
        } else if (content.length < 0x100) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) content.length};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        }
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
