package dev.hardening.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The plan of the house, as far as its tests must know it: where it stands, and which core packages lean on which. */
public final class House {

    /** Each foundation of core, with the foundations that it may use itself. */
    public static final Map<String, Set<String>> FOUNDATIONS = Map.of(
            "time", Set.of(),
            "json", Set.of(),
            "reading", Set.of(),
            "net", Set.of(),
            "decision", Set.of("json"),
            "identity", Set.of("decision", "event", "net"),
            "request", Set.of("identity", "net"),
            "event", Set.of("decision", "net", "time"),
            "secret", Set.of("event", "time"),
            "settings", Set.of("net", "secret", "time"));

    /** The root package and {@code cli}: they gather the rooms, and no room may know them. */
    public static final Set<String> FRONT_DESKS = Set.of("", "cli");

    private House() {}

    /**
     * Returns the directory of the parent project.
     *
     * @throws IllegalStateException if the test runs outside of the repository
     */
    public static Path root() {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("hardening-core/pom.xml"))) {
                return directory;
            }
        }
        throw new IllegalStateException(
                "Not inside the repository: " + Path.of("").toAbsolutePath());
    }

    /** Returns the room of a package below {@code base}; the empty string for {@code base} itself. */
    public static String room(String packageName, String base) {
        if (packageName.equals(base)) {
            return "";
        }
        String rest = packageName.substring(base.length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
