package dev.hardening.examples;

import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a collector on this machine reads from an example: each line's number by its name and labels. */
public final class Scrape {

    private static final String PATH = "/metrics";

    private final String text;
    private final Map<String, Double> samples = new TreeMap<>();

    private Scrape(String text) {
        this.text = text;
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            samples.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
        });
    }

    /** Reads the page, which is there. */
    public static Scrape of(int port) {
        Response page = RawHttp.get(port, PATH);
        if (page.status() != 200) {
            throw new IllegalStateException(page.toString());
        }
        return new Scrape(page.text());
    }

    /** Reads until a number is as it should be: a request is counted when it is over, which may be behind its answer. */
    public static Scrape until(int port, String sample, double value) {
        return Eventually.await(() -> of(port), page -> page.value(sample) == value);
    }

    /** Returns the number of the line that begins with this name and these labels, or NaN. */
    public double value(String sample) {
        return samples.getOrDefault(sample, Double.NaN);
    }

    /** Returns the lines that begin so, without their numbers. */
    public List<String> lines(String start) {
        return samples.keySet().stream().filter(name -> name.startsWith(start)).toList();
    }

    /** Returns the whole page. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
