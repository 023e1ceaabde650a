package dev.hardening.examples.chordpro;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The probe of the image as Docker runs it: the command of its {@code HEALTHCHECK}, ended after ten seconds. Where there is
 * no curl, a client of the JDK is asked the same and answers with curl's exit codes.
 */
final class Probe {

    /** What {@code curl -f} ends with when the answer is an error. */
    static final int HTTP_ERROR = 22;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final List<String> command;

    private Probe(List<String> command) {
        this.command = command;
    }

    /** Returns the image's probe, for another port. */
    static Probe ofImage(int port) {
        List<String> words = ImageFiles.words(ImageFiles.only("HEALTHCHECK"));
        int last = words.size() - 1;
        words.set(last, words.get(last).replace(":" + ChordproApp.PORT + "/", ":" + port + "/"));
        return new Probe(words);
    }

    int exitCode() {
        try {
            return isInstalled(command.get(0)) ? run() : ask();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private int run() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the probe does not end");
        }
        return process.exitValue();
    }

    private int ask() throws IOException, InterruptedException {
        if (!command.subList(0, command.size() - 1).equals(List.of("curl", "-f"))) {
            throw new IllegalStateException("no other probe is known than curl -f");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(command.get(2)))
                .timeout(TIMEOUT)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 400 ? 0 : HTTP_ERROR;
    }
}
