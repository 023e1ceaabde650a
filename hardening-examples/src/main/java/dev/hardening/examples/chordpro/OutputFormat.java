package dev.hardening.examples.chordpro;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a song can become; the tool tells by the extension of the file. */
enum OutputFormat {
    TEXT("txt", "text/plain;charset=utf-8"),
    PDF("pdf", "application/pdf"),
    HTML("html", "text/html;charset=utf-8");

    private final String extension;
    private final String mediaType;

    OutputFormat(String extension, String mediaType) {
        this.extension = extension;
        this.mediaType = mediaType;
    }

    static @Nullable OutputFormat named(String name) {
        for (OutputFormat format : values()) {
            if (format.word().equals(name)) {
                return format;
            }
        }
        return null;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String extension() {
        return extension;
    }

    String mediaType() {
        return mediaType;
    }
}
