package dev.hardening.core.cli;

import dev.hardening.core.secret.ApiKeyFormat;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretFile;
import dev.hardening.core.secret.SecretGenerator;
import dev.hardening.core.settings.ProblemCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes the files of one secret in an order in which no moment loses a key: what still verifies is written before what
 * signs. A reader sees each file old or new and never half.
 */
final class SecretRotation {

    /** A token without a key id is tried against the current key and two more. */
    static final int MOST_PREVIOUS = 2;

    private static final int LEAST_BYTES = 32;
    private static final int MOST_BYTES = 64;
    private static final char LINE = '\n';
    private static final String SUFFIX = ".previous";

    private final Path file;
    private final Path real;
    private final Path previous;

    private SecretRotation(Path file, Path real, Path previous) {
        this.file = file;
        this.real = real;
        this.previous = previous;
    }

    /** Finds the file behind links, which stay as they are. */
    static SecretRotation of(Path file, @Nullable Path previous) throws IOException {
        Path chosen = previous != null ? previous : file.resolveSibling(file.getFileName() + SUFFIX);
        return new SecretRotation(file, file.toRealPath(), Files.exists(chosen) ? chosen.toRealPath() : chosen);
    }

    Path file() {
        return file;
    }

    /** Makes a new secret, and returns the file in which the old one is now. */
    Path replace() throws IOException {
        Secret old = requireListable(SecretFile.read(name(), real));
        List<Secret> earlier = new ArrayList<>(List.of(old));
        if (Files.exists(previous)) {
            for (Secret secret : SecretFile.readList(name(), previous)) {
                if (!earlier.contains(secret)) {
                    earlier.add(secret);
                }
            }
        }
        boolean lineEnd = endsInLineFeed(real);
        try (ReplacedFile next = ReplacedFile.begin(real, real)) {
            next.write(content(List.of(like(old)), LINE, lineEnd));
            keep(earlier.subList(0, Math.min(earlier.size(), MOST_PREVIOUS)));
            next.commit();
        }
        return previous;
    }

    /**
     * Writes the current secret where the previous ones are, and returns that file: a list without any secret would keep
     * a service from starting, and the current one in it changes nothing.
     */
    Path end() throws IOException {
        keep(List.of(requireListable(SecretFile.read(name(), real))));
        return previous;
    }

    /** Puts a new key in front of the others, and returns the file. */
    Path addToList() throws IOException {
        List<Secret> keys = new ArrayList<>(SecretFile.readList(name(), real));
        keys.add(0, like(keys.get(0)));
        rewrite(keys);
        return file;
    }

    /** Leaves the first key only, and returns the file. */
    Path endList() throws IOException {
        List<Secret> keys = SecretFile.readList(name(), real);
        if (keys.size() > 2) {
            throw new IOException(
                    "it holds more than two keys, so others may still use theirs; remove the old line by hand");
        }
        rewrite(keys.subList(0, 1));
        return file;
    }

    /** Tells what went wrong without a word of the files' contents. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException existing) {
            return "another rotation runs; it writes " + existing.getFile();
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not write there, or may not give a file to the owner of the old one";
        }
        return e.getMessage() == null ? "the file system refused" : e.getMessage();
    }

    /** Where previous secrets stand, commas part them and blanks around them do not count. */
    private static Secret requireListable(Secret secret) throws IOException {
        String text = secret.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        if (text.indexOf(',') >= 0) {
            throw new IOException(ProblemCode.SECRET_CHARACTERS.text()
                    + " the secret holds a comma, so among previous ones it would fall to pieces that verify nothing;"
                    + " write a new one by hand, and expect that what the old one signed is refused");
        }
        if (isBlank(text.charAt(0)) || isBlank(text.charAt(text.length() - 1))) {
            throw new IOException(ProblemCode.SECRET_CHARACTERS.text()
                    + " the secret begins or ends with a blank, which would be lost among previous ones;"
                    + " write a new one by hand, and expect that what the old one signed is refused");
        }
        return secret;
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private void rewrite(List<Secret> keys) throws IOException {
        try (ReplacedFile next = ReplacedFile.begin(real, real)) {
            next.write(content(keys, LINE, true));
            next.commit();
        }
    }

    private void keep(List<Secret> secrets) throws IOException {
        try (ReplacedFile next = ReplacedFile.begin(previous, Files.exists(previous) ? previous : real)) {
            next.write(content(secrets, ',', true));
            next.commit();
        }
    }

    private String name() {
        return String.valueOf(file.getFileName());
    }

    /** In the form of the old one, because whoever reads it may decode hex; never weaker. */
    private static Secret like(Secret old) {
        String text = old.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        Optional<ApiKeyFormat> apiKey = ApiKeyFormat.parse(text);
        SecretGenerator generator = new SecretGenerator();
        if (apiKey.isPresent()) {
            return generator.apiKey(old.name(), apiKey.get().environment());
        }
        boolean hex = text.length() % 2 == 0 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        return hex
                ? generator.hex(old.name(), Math.max(LEAST_BYTES, Math.min(MOST_BYTES, text.length() / 2)))
                : generator.base64Url(old.name(), LEAST_BYTES);
    }

    private static boolean endsInLineFeed(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    }

    /** One secret a line for a list of keys, with commas between for NAME_PREVIOUS, which stands on one line. */
    private static byte[] content(List<Secret> secrets, char between, boolean lineEnd) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < secrets.size(); i++) {
            if (i > 0) {
                out.write(between);
            }
            secrets.get(i).exposeBytes(bytes -> {
                out.writeBytes(bytes);
                return out;
            });
        }
        if (lineEnd) {
            out.write('\n');
        }
        return out.toByteArray();
    }
}
