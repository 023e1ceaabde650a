package dev.hardening.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.testing.House;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whoever reads the code of a room finds its page under the same name. */
class DocsRulesTest {

    @Test
    void every_room_has_its_page() throws IOException {
        Set<String> missing = new TreeSet<>();
        Path core = House.root().resolve("hardening-core/src/main/java/dev/hardening/core");
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(core, Files::isDirectory)) {
            for (Path directory : packages) {
                String room = String.valueOf(directory.getFileName());
                Path page = House.root().resolve("docs/" + room + ".md");
                boolean isRoom = !House.FOUNDATIONS.containsKey(room) && !House.FRONT_DESKS.contains(room);
                if (isRoom && (!Files.exists(page) || Files.readString(page).isBlank())) {
                    missing.add("docs/" + room + ".md");
                }
            }
        }
        assertEquals(Set.of(), missing);
    }
}
