package dev.hardening.core.cli;

import dev.hardening.core.json.JsonWriter;
import dev.hardening.core.posture.ConfigFingerprint;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints a fingerprint of the settings, by which instances can be compared (guide row E-54). */
final class FingerprintCommand implements Command {

    @Override
    public String usage() {
        return """
                fingerprint [--env-file FILE] [--json]
                  Prints a text that is the same for the same settings, and tags that show which ones differ. Secrets
                  count by a keyed hash, with FINGERPRINT_KEY or else the machine-made secrets as the key.
                """;
    }

    @Override
    public int run(List<String> words, PrintStream out, PrintStream err) throws MisuseException {
        Arguments arguments = Arguments.of(words, 0, Set.of(Environment.OPTION), Set.of("--json"));
        @Nullable Path file = arguments.optionalPath(Environment.OPTION);
        Optional<SettingSource> source = Environment.read(file, err);
        if (source.isEmpty()) {
            return BAD;
        }
        ConfigFingerprint fingerprint = of(source.get(), file != null);
        out.print(arguments.has("--json") ? json(fingerprint) : text(fingerprint));
        return GOOD;
    }

    /** The environment of a process has names that are nobody's settings, such as its host's; a file has not. */
    static ConfigFingerprint of(SettingSource source, boolean everyName) {
        SettingReader reader = SettingReader.of(source);
        ServiceSettings unused = ServiceSettings.readNamed(reader, source);
        if (everyName) {
            Set<String> known = reader.knownNames();
            source.names().stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> reader.secrets().raw(baseOf(name, source)));
        }
        return ConfigFingerprint.of(reader);
    }

    /** A name with a file in it stands for the content of the file, as everywhere. */
    private static String baseOf(String name, SettingSource source) {
        String base =
                name.endsWith(EnvSecrets.FILE) ? name.substring(0, name.length() - EnvSecrets.FILE.length()) : name;
        return !base.isEmpty() && source.value(base) == null && EnvSecrets.isReadable(source.value(name)) ? base : name;
    }

    private static String text(ConfigFingerprint fingerprint) {
        StringBuilder text = new StringBuilder(2048);
        text.append("fingerprint ").append(fingerprint.text()).append('\n');
        text.append("keyed by ").append(keyedBy(fingerprint)).append('\n');
        for (String name : fingerprint.leftOut()) {
            text.append("left out ").append(name).append('\n');
        }
        fingerprint
                .tags()
                .forEach((name, tag) ->
                        text.append("  ").append(tag).append(' ').append(name).append('\n'));
        return text.toString();
    }

    private static String json(ConfigFingerprint fingerprint) {
        StringBuilder text = new StringBuilder(2048);
        JsonWriter json = JsonWriter.to(text).beginObject();
        json.name("fingerprint").value(fingerprint.text());
        json.name("keyedBy").value(keyedBy(fingerprint));
        json.name("leftOut").beginArray();
        fingerprint.leftOut().forEach(json::value);
        json.endArray().name("tags").beginObject();
        fingerprint.tags().forEach((name, tag) -> json.name(name).value(tag));
        json.endObject().endObject();
        return text.append('\n').toString();
    }

    private static String keyedBy(ConfigFingerprint fingerprint) {
        return switch (fingerprint.origin()) {
            case OWN_KEY -> ConfigFingerprint.KEY.name();
            case SECRETS -> "the machine-made secrets of these settings";
            case NONE -> "nothing, so secrets are left out; set " + ConfigFingerprint.KEY.name();
        };
    }
}
