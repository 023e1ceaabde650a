package dev.hardening.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.House;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of containers and the declared differences say the same; {@code -Dhardening.docs.write=true} rewrites it. */
class PageTest {

    private static final Path PAGE = House.root().resolve("docs/containers.md");
    private static final String HEAD = "| request | container | answer | why | what to set |\n|---|---|---|---|---|\n";

    @Test
    void the_page_lists_the_declared_differences_and_no_others() throws Exception {
        String page = Files.readString(PAGE);
        int from = page.indexOf(HEAD);
        assertTrue(from >= 0, "the page has no table that begins with: " + HEAD);
        int to = page.indexOf("\n\n", from) + 1;
        String declared = Differences.ALL.stream()
                .map(difference -> difference.line() + "\n")
                .collect(Collectors.joining("", HEAD, ""));
        if (Boolean.getBoolean("hardening.docs.write")) {
            Files.writeString(PAGE, page.substring(0, from) + declared + page.substring(to));
        }
        page = Files.readString(PAGE);
        from = page.indexOf(HEAD);
        assertEquals(declared, page.substring(from, page.indexOf("\n\n", from) + 1), "docs/containers.md is stale");
    }

    @Test
    void every_difference_is_about_a_row_of_the_table() {
        assertEquals(Set.of(), Differences.unknownRows());
    }

    @Test
    void every_difference_says_why_and_what_to_do() {
        for (Difference difference : Differences.ALL) {
            String[] cells = difference.line().split(" \\| ", -1);
            assertEquals(5, cells.length, difference.line());
            for (String cell : cells) {
                assertTrue(!cell.isBlank(), difference.line());
            }
        }
    }
}
