package dev.hardening.core.cli;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretFile;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the secrets in the text of an environment: what the library knows as one, what is called like one, what a machine
 * has made, passwords in URLs, and the content of files that a name ending in {@code _FILE} holds.
 */
final class EnvSecrets {

    static final String FILE = "_FILE";

    /** Fewer characters are a word such as {@code none}, which two environments may share. */
    private static final int SHORTEST = 4;

    private static final Pattern NAMED_SECRET = Pattern.compile(
            "(^|_)(SECRETS?|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|TOKEN|KEYS?|CREDENTIALS?|DSN|USERS)(_|$)|APIKEY");

    private final Set<String> plain;
    private final Set<String> secret;
    private final List<Secret> found = new ArrayList<>();
    private final Set<String> unread = new TreeSet<>();

    private EnvSecrets(Set<String> plain, Set<String> secret) {
        this.plain = plain;
        this.secret = secret;
    }

    /** Looks through all values. A secret's name is that of the variable, with the number of the item in a list. */
    static EnvSecrets in(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.of(Map.of()));
        ServiceSettings unused = ServiceSettings.read(reader);
        Set<String> secret = reader.secrets().knownNames();
        Set<String> plain = new TreeSet<>(reader.knownNames());
        plain.removeAll(secret);
        EnvSecrets secrets = new EnvSecrets(plain, secret);
        values.forEach((name, value) -> {
            if (!value.isBlank()) {
                secrets.add(name, value.strip());
            }
        });
        return secrets;
    }

    /** Returns what was found. */
    List<Secret> found() {
        return found;
    }

    /** Returns the names of files that could not be read here. */
    Set<String> unread() {
        return unread;
    }

    static boolean isReadable(@Nullable String path) {
        try {
            return path != null && Files.isRegularFile(Path.of(path.trim())) && Files.isReadable(Path.of(path.trim()));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private void add(String name, String value) {
        String base = name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name;
        if (name.endsWith(FILE) && !plain.contains(name)) {
            addFile(name, value, secret.contains(base) || isNamedLikeOne(base));
        } else if (!plain.contains(name)) {
            addValue(name, value);
        }
    }

    private void addFile(String name, String path, boolean expected) {
        try {
            SecretFile.readList(name, Path.of(path)).forEach(found::add);
        } catch (SecretFileException | InvalidPathException e) {
            if (expected) {
                unread.add(name);
            }
        }
    }

    private void addValue(String name, String value) {
        PasswordsInText.in(value).forEach(password -> found.add(Secret.ofUtf8(name + " (password)", password)));
        boolean named = secret.contains(name) || isNamedLikeOne(name);
        int number = 0;
        for (String part : value.split(",", -1)) {
            String item = part.strip();
            number++;
            if (!item.isEmpty() && (named ? item.length() >= SHORTEST : isMachineMade(name, item))) {
                found.add(Secret.ofUtf8(value.indexOf(',') < 0 ? name : name + "[" + number + "]", item));
            }
        }
    }

    private static boolean isNamedLikeOne(String name) {
        return NAMED_SECRET.matcher(name.toUpperCase(Locale.ROOT)).find();
    }

    private static boolean isMachineMade(String name, String item) {
        return item.indexOf('/') < 0
                && item.indexOf(':') < 0
                && SecretRule.signing().check(name, item).stream()
                        .allMatch(finding -> finding.weakness() == SecretWeakness.FEW_RANDOM_BYTES);
    }
}
