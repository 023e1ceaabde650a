package dev.hardening.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.House;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EnvVarsPageTest {

    private static final Path PAGE = House.root().resolve("docs/env-vars.md");

    @Test
    void E_62_the_page_of_variables_says_what_the_code_declares() throws Exception {
        String text = EnvVarsPage.read().text();
        if (Boolean.getBoolean("hardening.docs.write")) {
            Files.writeString(PAGE, text);
        }
        assertEquals(
                text, Files.readString(PAGE), "docs/env-vars.md is stale; rewrite it with: " + EnvVarsPage.COMMAND);
    }

    @Test
    void E_62_every_name_that_the_library_reads_is_on_the_page() throws Exception {
        Set<String> missing = new TreeSet<>();
        // Reports are read only where some are asked for.
        SettingReader reader = SettingReader.of(SettingSource.of(Map.of("CSP_REPORT_URI", "/reports")));
        HardeningSettings unused = HardeningSettings.builder().read(reader);
        missing.addAll(reader.knownNames());
        Set<String> names = EnvVarsPage.read().names();
        missing.removeIf(name -> names.contains(name) || names.contains(name.replaceFirst("_FILE$", "")));
        assertEquals(Set.of(), missing);
    }

    @Test
    void a_row_has_names_form_default_and_meaning() throws Exception {
        String text = EnvVarsPage.read().text();
        for (String row : Set.of(
                "| `RATE_LIMIT_ENABLED` | true or false (or 1 0 yes no on off) | `true` | Whether there are limits at all. |",
                "| `CORS_MAX_AGE` | 0 to 86400 seconds | 10 min |",
                "| `JWT_ACCESS_TTL_MIN` (1 to 1440 minutes), `JWT_ACCESS_EXPIRY` (1 to 86400 seconds) | as it stands",
                "| `SESSION_SECRET`, `SECRET_KEY` | secret | none |")) {
            assertTrue(text.contains(row), row + " in " + text);
        }
    }
}
