package dev.hardening.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.House;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MetadataTest {

    private static final Path FILE = House.root()
            .resolve("hardening-spring-boot-starter/src/main/resources/META-INF/spring-configuration-metadata.json");

    @Test
    void says_what_the_code_declares() throws Exception {
        String text = Metadata.read().text();
        if (Boolean.getBoolean("write.metadata")) {
            Files.writeString(FILE, text);
        }
        assertEquals(text, Files.readString(FILE), "the metadata is stale; rewrite it with: " + Metadata.COMMAND);
    }

    @Test
    void every_name_that_the_library_reads_has_a_property_with_a_type_and_a_description() throws Exception {
        SettingReader reader = SettingReader.of(SettingSource.of(Map.of("CSP_REPORT_URI", "/reports")));
        HardeningSettings unused = HardeningSettings.builder().read(reader);
        String text = Files.readString(FILE);
        Set<String> missing = new TreeSet<>();
        for (String name : reader.knownNames()) {
            if (!text.contains("{\"name\":\"" + PropertyName.of(name) + "\",\"type\":\"java.")) {
                missing.add(name);
            }
        }
        assertEquals(Set.of(), missing);
        assertFalse(text.contains("\"description\":\"\""));
    }

    @Test
    void a_default_is_what_the_library_takes_when_nothing_is_said() throws Exception {
        Map<String, Metadata.Property> properties = Metadata.read().properties();
        List<String> checked = new ArrayList<>();
        for (Object constant : Metadata.constants().keySet()) {
            if (constant instanceof Setting<?> setting) {
                for (String name : setting.names()) {
                    String fallback = Objects.requireNonNull(properties.get(PropertyName.of(name)), name)
                            .fallback();
                    if (fallback != null) {
                        assertEquals(setting.fallback().orElseThrow(), Metadata.parsed(setting, name, fallback), name);
                        checked.add(name);
                    }
                }
            }
        }
        assertTrue(checked.size() > 100, checked.size() + " defaults");
    }

    @Test
    void is_json_and_no_two_settings_share_a_property() throws Exception {
        JsonObject read = (JsonObject) JsonReader.of(JsonLimits.builder()
                        .maxBytes(1_000_000)
                        .maxValues(10_000)
                        .build())
                .read(Files.readString(FILE));
        assertEquals(
                Metadata.read().properties().size() + 1,
                Objects.requireNonNull(read.array("properties")).size());
        Map<String, String> seen = new HashMap<>();
        for (Object constant : Metadata.constants().keySet()) {
            if (constant instanceof Setting<?> setting) {
                for (String name : setting.names()) {
                    String before = seen.put(PropertyName.of(name), name);
                    assertTrue(before == null || before.equals(name), before + " and " + name);
                }
            }
        }
        assertFalse(seen.containsKey("hardening.enabled"));
    }
}
