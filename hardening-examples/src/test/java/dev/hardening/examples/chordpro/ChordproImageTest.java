package dev.hardening.examples.chordpro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the container of guide 003 is made of and run with: what it may do is written in two files. */
class ChordproImageTest {

    private static final String JAR = "/opt/hardening-examples.jar";

    @Test
    void C_32_the_image_runs_as_a_user_without_rights_shell_and_home() {
        String added = ImageFiles.instructions().stream()
                .filter(line -> line.startsWith("RUN ") && line.contains("useradd"))
                .findFirst()
                .orElse("");
        Matcher uid = Pattern.compile("--uid (\\d+)").matcher(added);
        assertTrue(uid.find(), added);
        assertTrue(Integer.parseInt(uid.group(1)) >= 1000, added);
        for (String option : List.of("--no-create-home", "--shell /usr/sbin/nologin")) {
            assertTrue(added.contains(option), added);
        }
        // By its number, which is what an orchestrator that forbids root can read.
        assertEquals(uid.group(1), ImageFiles.only("USER"));
        List<String> names = ImageFiles.instructions().stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
        List<String> behind = names.subList(names.indexOf("USER"), names.size());
        assertFalse(behind.contains("RUN") || behind.contains("COPY") || behind.contains("ADD"), behind.toString());
    }

    @Test
    void C_32_nothing_of_the_image_is_secret_chosen_by_others_or_wider_than_needed() {
        assertTrue(ImageFiles.only("FROM").matches("[a-z-]+:[0-9][a-z0-9.-]+"), "a version, and not what is latest");
        String all = String.join("\n", ImageFiles.instructions());
        for (String part : List.of("API_KEY", "SECRET", "sudo", "chmod", "ADD ", "http://deb", "--privileged")) {
            assertFalse(all.contains(part), part);
        }
        assertEquals(List.of("COPY hardening-examples/target/hardening-examples.jar " + JAR), copies());
        assertEquals(String.valueOf(ChordproApp.PORT), ImageFiles.only("EXPOSE"));
        assertTrue((ImageFiles.only("ENV") + " ").contains("PORT=" + ChordproApp.PORT + " "));
        assertTrue(ImageFiles.only("ENV").contains("TMPDIR=/tmp"), "the one directory that may be written");
        assertEquals("/tmp", ImageFiles.only("WORKDIR"));
    }

    private static List<String> copies() {
        return ImageFiles.instructions().stream()
                .filter(line -> line.startsWith("COPY "))
                .toList();
    }

    @Test
    void C_32_C_34_the_image_starts_this_app_and_probes_it_as_the_guide_does() {
        List<String> start = ImageFiles.words(ImageFiles.only("ENTRYPOINT"));
        assertEquals("java", start.get(0));
        assertEquals(List.of("-jar", JAR), start.subList(start.size() - 2, start.size()));
        assertEquals(List.of("chordpro"), ImageFiles.words(ImageFiles.only("CMD")));
        String probe = ImageFiles.only("HEALTHCHECK");
        for (String option : List.of("--interval=30s", "--timeout=10s", "--retries=3")) {
            assertTrue(probe.contains(option), probe);
        }
        assertEquals(
                List.of("curl", "-f", "http://127.0.0.1:" + ChordproApp.PORT + "/health"), ImageFiles.words(probe));
        String installed = ImageFiles.instructions().stream()
                .filter(line -> line.contains("apt-get install"))
                .findFirst()
                .orElse("");
        assertTrue(installed.contains(" chordpro ") && installed.contains(" curl "), installed);
        assertTrue(installed.contains("--no-install-recommends"), installed);
    }

    @Test
    void C_32_compose_isolates_the_container_and_holds_no_key() {
        Map<String, String> service = Compose.service();
        assertEquals("true", service.get("read_only"));
        assertEquals("/tmp", service.get("tmpfs"));
        assertEquals("ALL", service.get("cap_drop"));
        assertEquals("no-new-privileges:true", service.get("security_opt"));
        assertEquals("127.0.0.1:8080:8080", service.get("ports"));
        // Compose makes an empty text of a variable that is unset, and the app refuses that.
        assertEquals("API_KEYS=${API_KEYS:-}", service.get("environment"));
        assertEquals("unless-stopped", service.get("restart"));
        assertEquals("512M", service.get("deploy.resources.limits.memory"));
        for (String door : List.of("privileged", "cap_add", "devices", "pid", "ipc", "volumes", "user")) {
            assertFalse(service.containsKey(door), door);
        }
        String network = String.valueOf(service.get("network_mode"));
        assertFalse(network.equals("host"), network);
        assertTrue(Files.exists(Path.of("..", service.get("build.dockerfile"))));
    }

    /** As much of YAML as the file has: names with values or one-line lists, by indentation. */
    private static final class Compose {

        static Map<String, String> service() {
            Map<String, String> values = new TreeMap<>();
            TreeMap<Integer, String> path = new TreeMap<>();
            for (String line : ImageFiles.read("compose.yaml").lines().toList()) {
                String text = line.strip();
                int indent = line.length() - line.stripLeading().length();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                if (text.startsWith("- ")) {
                    values.merge(name(path), unquoted(text.substring(2)), (one, more) -> one + " " + more);
                    continue;
                }
                path.tailMap(indent, true).clear();
                int colon = text.indexOf(':');
                path.put(indent, text.substring(0, colon));
                String value = unquoted(text.substring(colon + 1).strip());
                if (!value.isEmpty()) {
                    values.put(name(path), value);
                }
            }
            return values;
        }

        private static String name(Map<Integer, String> path) {
            return String.join(".", path.values()).replaceFirst("^services\\.chordpro-api\\.?", "");
        }

        private static String unquoted(String text) {
            return text.replaceAll("^\"|\"$", "");
        }
    }
}
