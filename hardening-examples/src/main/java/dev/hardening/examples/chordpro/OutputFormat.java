package dev.hardening.examples.chordpro;

import java.util.Arrays;
import java.util.Locale;

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

    static OutputFormat named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    static String[] words() {
        return Arrays.stream(values()).map(OutputFormat::word).toArray(String[]::new);
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
