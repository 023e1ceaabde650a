package dev.hardening.core.apikey;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretFile;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.SettingReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@link ApiKeySettings} from every place that may name keys. */
final class ApiKeyReading {

    private static final String LIST = "API_KEYS";
    private static final String FAMILY = "API_KEY_";
    private static final String FILE = "_FILE";
    private static final int LABELLED_LEAST = 16;
    private static final SecretSetting LIST_SETTING = SecretSetting.of(LIST, SecretRule.apiKey());

    private final SettingReader reader;
    private final boolean others;
    private final ApiKeySettings.Builder builder = ApiKeySettings.builder();
    private int found;

    ApiKeyReading(SettingReader reader, boolean others) {
        this.reader = reader;
        this.others = others;
    }

    ApiKeySettings read() {
        builder.header(reader.read(ApiKeySettings.HEADER));
        Enforcement enforcement = reader.read(ApiKeySettings.MODE);
        boolean development = reader.find(RunModeRule.DEVELOPMENT_MODE).orElse(false);
        readList();
        readFamily();
        readFile();
        if (development) {
            off(RunModeRule.DEVELOPMENT_MODE.name(), "switches authentication off, so anybody may call everything");
            if (found > 0) {
                reader.add(Problem.warn(
                        ProblemCode.IGNORED,
                        LIST,
                        "are configured and ignored, because DEVELOPMENT_MODE switches authentication off",
                        "remove DEVELOPMENT_MODE where keys are meant to count"));
            }
        } else if (enforcement == Enforcement.OFF) {
            off(
                    ApiKeySettings.MODE.name(),
                    others
                            ? "switches API keys off, so none is looked at"
                            : "switches API keys off, so every route is open to anybody");
        } else if (found == 0 && others) {
            builder.unsafeOff();
        } else if (found == 0) {
            reader.add(Problem.refuse(
                    ProblemCode.NO_KEYS,
                    LIST,
                    "has no key, so nobody could call this service",
                    "set API_KEYS to one or more keys, for example openssl rand -base64 32; on a developer's machine "
                            + "DEVELOPMENT_MODE=true runs without keys"));
        } else if (enforcement == Enforcement.SHADOW) {
            builder.shadow();
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    ApiKeySettings.MODE.name(),
                    "only watches, so requests without a key pass",
                    "set API_KEY_MODE=enforce when the log shows no surprise"));
        }
        return builder.build();
    }

    private void off(String name, String message) {
        builder.unsafeOff();
        reader.add(Problem.warn(
                ProblemCode.AUTHENTICATION_OFF, name, message, "remove it wherever others can reach this service"));
    }

    private void readList() {
        if (reader.secrets().file(LIST_SETTING).isPresent() && !reader.isSet(LIST_SETTING.name())) {
            return;
        }
        Optional<Secret> list = reader.secrets().raw(LIST);
        if (list.isPresent()) {
            String text = list.get().exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
            int number = 0;
            for (String item : text.split(",", -1)) {
                if (!item.isBlank()) {
                    number++;
                    String label = LIST + "[" + number + "]";
                    add(label, Secret.ofUtf8(label, item.trim()));
                }
            }
        }
    }

    private void readFamily() {
        Set<String> bases = new LinkedHashSet<>();
        for (String name : reader.family(ApiKeyReading::isMember)) {
            bases.add(name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name);
        }
        for (String name : bases) {
            reader.secrets().raw(name).ifPresent(key -> addMember(name, key));
        }
    }

    /** A short word such as that of {@code API_KEY_ENABLED=true} must not open the door. */
    private void addMember(String name, Secret key) {
        boolean numbered = name.chars().skip(FAMILY.length()).allMatch(c -> c >= '0' && c <= '9');
        if (numbered || key.length() >= LABELLED_LEAST) {
            add(name, key);
            return;
        }
        reader.secrets()
                .report(Problem.refuse(
                        ProblemCode.SECRET_SHORT,
                        name,
                        "is too short for a key and is not taken as one; it may be meant as a setting of something else",
                        "give it a key of " + LABELLED_LEAST + " characters or more, for example openssl rand "
                                + "-base64 32, or rename it"));
    }

    private static boolean isMember(String name) {
        return name.startsWith(FAMILY)
                && name.length() > FAMILY.length()
                && !name.equals(ApiKeySettings.HEADER.name())
                && !name.equals(ApiKeySettings.MODE.name());
    }

    private void readFile() {
        Optional<Path> path = reader.secrets().file(LIST_SETTING);
        if (path.isEmpty()) {
            return;
        }
        List<Secret> keys = new ArrayList<>();
        try {
            keys.addAll(SecretFile.readList(LIST + FILE, path.get()));
        } catch (SecretFileException e) {
            reader.add(Problem.refuse(
                    ProblemCode.FILE_UNUSABLE,
                    LIST + FILE,
                    // Not the name of it: whoever mixes the settings up has written the keys there.
                    "names a file that cannot be used: "
                            + e.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    "name a readable file with keys by line or comma"));
            found++;
            return;
        }
        found += keys.size();
        for (Secret key : keys) {
            reader.build(() -> ApiKeySettings.Builder.digestOf(key.name(), key));
            reader.secrets().add(key, SecretRule.apiKey());
        }
        builder.file(path.get());
    }

    private void add(String label, Secret key) {
        found++;
        int before = builder.size();
        reader.build(() -> builder.key(label, key));
        if (builder.size() > before) {
            reader.secrets().add(key, SecretRule.apiKey());
        }
    }
}
