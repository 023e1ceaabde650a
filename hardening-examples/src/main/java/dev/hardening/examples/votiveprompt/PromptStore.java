package dev.hardening.examples.votiveprompt;

import dev.hardening.core.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All prompts, in memory and in one file. What {@link #put} has taken is on the disk; what it could not write, is not in
 * memory either. One process at a time uses a file. Safe for use by many threads.
 */
final class PromptStore {

    /** How many prompts there may be. */
    static final int MOST_PROMPTS = 1000;

    /** How many UTF-16 units all contents may have together. */
    static final int MOST_UNITS = 4 * 1024 * 1024;

    private final PromptFile file;
    private final @Nullable PromptCipher cipher;
    private Map<String, String> kept = Map.of();
    private volatile Map<String, String> contents = Map.of();

    private PromptStore(PromptFile file, @Nullable PromptCipher cipher) {
        this.file = file;
        this.cipher = cipher;
    }

    /**
     * Opens the file, or begins it.
     *
     * @param secret what the contents are encrypted with, or null when they are not
     * @throws IOException naming the variable that is wrong; the file is as it was then
     */
    static PromptStore open(Path path, @Nullable Secret secret) throws IOException {
        PromptStore store = new PromptStore(PromptFile.at(path), secret == null ? null : PromptCipher.under(secret));
        if (store.file.exists()) {
            store.load();
        } else {
            store.begin();
        }
        return store;
    }

    private synchronized void load() throws IOException {
        PromptFile.Content content = file.read();
        if (!content.key().equals(keyId())) {
            String what = content.key().isEmpty()
                    ? "is set, but the file of DATABASE_URL is not encrypted"
                    : "is not the key that the file of DATABASE_URL is encrypted with";
            throw new IOException("DATABASE_KEY " + what + "; the file is left as it is");
        }
        Map<String, String> opened = new TreeMap<>();
        try {
            for (Map.Entry<String, String> prompt : content.prompts().entrySet()) {
                opened.put(prompt.getKey(), opened(prompt.getKey(), prompt.getValue()));
            }
        } catch (PromptCipher.DamagedException e) {
            throw new IOException(
                    "the file of DATABASE_URL was changed or damaged, put back a copy; it is left as it is", e);
        }
        kept = content.prompts();
        contents = Collections.unmodifiableMap(opened);
    }

    private void begin() throws IOException {
        try {
            file.write(new PromptFile.Content(keyId(), Map.of()));
        } catch (IOException e) {
            throw new IOException("DATABASE_URL names a file that cannot be written", e);
        }
    }

    /** Returns every content by its name, unmodifiable. */
    Map<String, String> all() {
        return contents;
    }

    /**
     * Keeps a content.
     *
     * @return whether there is room for it
     * @throws IOException when it could not be written; the content before counts then
     */
    synchronized boolean put(String name, String content) throws IOException {
        Map<String, String> later = new TreeMap<>(contents);
        later.put(name, content);
        long units = later.values().stream().mapToLong(String::length).sum();
        if (later.size() > MOST_PROMPTS || units > MOST_UNITS) {
            return false;
        }
        Map<String, String> laterKept = new TreeMap<>(kept);
        laterKept.put(name, cipher == null ? content : cipher.seal(name, content));
        file.write(new PromptFile.Content(keyId(), laterKept));
        kept = laterKept;
        contents = Collections.unmodifiableMap(later);
        return true;
    }

    /** Throws when nothing could be kept any more. */
    @Nullable
    String check() throws IOException {
        file.check();
        return null;
    }

    private String keyId() {
        return cipher == null ? "" : cipher.keyId();
    }

    private String opened(String name, String text) throws PromptCipher.DamagedException {
        return cipher == null ? text : cipher.open(name, text);
    }
}
