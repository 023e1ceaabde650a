package dev.hardening.core.secret;

import dev.hardening.core.secret.SecretFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the files that {@code NAME_FILE} variables point to: UTF-8 text of at most 64 KiB in a regular file (links are
 * followed, as Kubernetes needs it). Exactly one line end at the end is dropped, because
 * {@code echo value | docker secret create name -} writes one; everything else is taken byte for byte.
 *
 * <p>All methods throw {@link SecretFileException} and nothing else about a file.
 */
public final class SecretFile {

    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private SecretFile() {}

    /**
     * Reads a file that holds one secret. Control characters are refused, so a second line is, too.
     *
     * @param name the secret's name, for instance the variable without {@code _FILE}
     * @throws SecretFileException if the file cannot be used
     */
    public static Secret read(String name, Path path) {
        byte[] content = readBytes(path);
        try {
            return parseOne(name, path, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Reads a file that holds several secrets, one a line or separated by commas. White space around each is dropped,
     * so are empty items. The secrets are named {@code name[1]}, {@code name[2]} and so on.
     *
     * @throws SecretFileException if the file cannot be used, which includes a file without any secret
     */
    public static List<Secret> readList(String name, Path path) {
        byte[] content = readBytes(path);
        try {
            return parseList(name, path, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Reads all bytes of a file, as they are, for a parser of the caller's own, who wipes them.
     *
     * @throws SecretFileException if the file cannot be read, is no regular file, or is larger than {@link #MAX_BYTES}
     */
    public static byte[] readBytes(Path path) {
        try {
            if (!Files.exists(path)) {
                throw new SecretFileException(missingOrUnreadable(path), path);
            }
            // A pipe would block and a device would never end.
            if (!Files.isRegularFile(path)) {
                throw new SecretFileException(Reason.NOT_A_REGULAR_FILE, path);
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] content = in.readNBytes(MAX_BYTES + 1);
                if (content.length > MAX_BYTES) {
                    throw new SecretFileException(Reason.TOO_LARGE, path);
                }
                return content;
            }
        } catch (NoSuchFileException e) {
            throw new SecretFileException(Reason.MISSING, path);
        } catch (IOException | SecurityException e) {
            throw new SecretFileException(Reason.UNREADABLE, path);
        }
    }

    private static Reason missingOrUnreadable(Path path) {
        return Files.notExists(path) ? Reason.MISSING : Reason.UNREADABLE;
    }

    static Secret parseOne(String name, Path path, byte[] content) {
        char[] text = decode(path, content);
        int end = withoutLineEnd(text, text.length);
        requireNoControls(path, text, end, false);
        return secret(name, path, text, 0, end);
    }

    static List<Secret> parseList(String name, Path path, byte[] content) {
        char[] text = decode(path, content);
        requireNoControls(path, text, text.length, true);
        List<Secret> secrets = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || text[i] == ',' || text[i] == '\n' || text[i] == '\r') {
                int from = start;
                int to = i;
                while (from < to && isBlank(text[from])) {
                    from++;
                }
                while (to > from && isBlank(text[to - 1])) {
                    to--;
                }
                if (from < to) {
                    secrets.add(secret(name + "[" + (secrets.size() + 1) + "]", path, text, from, to));
                }
                start = i + 1;
            }
        }
        Arrays.fill(text, '\0');
        if (secrets.isEmpty()) {
            throw new SecretFileException(Reason.EMPTY, path);
        }
        return List.copyOf(secrets);
    }

    private static Secret secret(String name, Path path, char[] text, int from, int to) {
        boolean blank = true;
        for (int i = from; i < to; i++) {
            blank &= isBlank(text[i]);
        }
        if (blank) {
            throw new SecretFileException(Reason.EMPTY, path);
        }
        return Secret.ofUtf8(name, CharBuffer.wrap(text, from, to - from));
    }

    private static char[] decode(Path path, byte[] content) {
        if (startsWith(content, 0xef, 0xbb, 0xbf)
                || startsWith(content, 0xfe, 0xff)
                || startsWith(content, 0xff, 0xfe)) {
            throw new SecretFileException(Reason.BYTE_ORDER_MARK, path);
        }
        for (byte b : content) {
            if (b == 0) {
                throw new SecretFileException(Reason.NUL_CHARACTER, path);
            }
        }
        try {
            return Utf8.decode(content);
        } catch (CharacterCodingException e) {
            throw new SecretFileException(Reason.NOT_UTF8, path);
        }
    }

    private static boolean startsWith(byte[] content, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= content.length || (content[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static int withoutLineEnd(char[] text, int length) {
        if (length == 0 || text[length - 1] != '\n') {
            return length;
        }
        return length > 1 && text[length - 2] == '\r' ? length - 2 : length - 1;
    }

    private static void requireNoControls(Path path, char[] text, int end, boolean linesAllowed) {
        for (int i = 0; i < end; i++) {
            boolean allowed = linesAllowed && (text[i] == '\n' || text[i] == '\r' || text[i] == '\t');
            if (Character.isISOControl(text[i]) && !allowed) {
                throw new SecretFileException(Reason.CONTROL_CHARACTER, path);
            }
        }
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
