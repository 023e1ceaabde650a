package dev.hardening.examples.votiveprompt;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import dev.hardening.core.json.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The file: {@code {"format":"votive-prompts-1","key":…,"prompts":{name: content}}}, the contents as they are kept, and the
 * name of the key that they are encrypted under, or nothing. It is replaced as a whole, so it is never half written.
 */
final class PromptFile {

    private static final String FORMAT = "votive-prompts-1";
    private static final int MOST_BYTES = 1 << 28;
    private static final JsonReader READER = JsonReader.of(JsonLimits.builder()
            .maxBytes(MOST_BYTES)
            .maxDepth(2)
            .maxMembers(PromptStore.MOST_PROMPTS)
            .maxStringLength(MOST_BYTES)
            .build());

    private final Path path;

    private PromptFile(Path path) {
        this.path = path;
    }

    /** Finds the file, and makes the directories that it will lie in. A link stays one. */
    static PromptFile at(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new IOException("DATABASE_URL names a directory and no file");
        }
        try {
            Files.createDirectories(folder);
            return new PromptFile(Files.exists(absolute) ? absolute.toRealPath() : absolute);
        } catch (IOException e) {
            throw new IOException("DATABASE_URL names a place where no file can be", e);
        }
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Reads the file; what is not its form is an error that shows nothing of it. */
    Content read() throws IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw unknown(null);
        }
        JsonObject root;
        try {
            root = READER.readObject(Files.readAllBytes(path));
        } catch (JsonException e) {
            throw unknown(e);
        }
        JsonObject prompts = root.object("prompts");
        String key = root.string("key");
        if (!FORMAT.equals(root.string("format")) || prompts == null || key == null) {
            throw unknown(null);
        }
        Map<String, String> kept = new TreeMap<>();
        for (Map.Entry<String, JsonValue> prompt : prompts.members().entrySet()) {
            if (!(prompt.getValue() instanceof JsonString text)) {
                throw unknown(null);
            }
            kept.put(prompt.getKey(), text.value());
        }
        return new Content(key, kept);
    }

    /** Writes the whole file beside the old one, to the disk, and puts it in its place. */
    void write(Content content) throws IOException {
        Path fresh = Files.createTempFile(folder(), "prompts.", ".new");
        try {
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(json(content).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Throws when the file is gone or could not be replaced. */
    void check() throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path) || !Files.isWritable(folder())) {
            throw new IOException("the file is gone, or its directory cannot be written");
        }
    }

    private Path folder() {
        return path.resolveSibling(".").normalize();
    }

    private static String json(Content content) {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.to(text).beginObject();
        json.name("format").value(FORMAT).name("key").value(content.key());
        json.name("prompts").beginObject();
        content.prompts().forEach((name, kept) -> json.name(name).value(kept));
        json.endObject().endObject();
        return text.toString();
    }

    private static IOException unknown(@Nullable Exception cause) {
        return new IOException("DATABASE_URL names a file that is not of this service", cause);
    }

    /**
     * What stands in the file.
     *
     * @param key the name of the key, empty when nothing is encrypted
     * @param prompts what is kept under each name
     */
    record Content(String key, Map<String, String> prompts) {}
}
