package dev.hardening.examples.users;

import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Accounts;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Users in a setting, as a real service has them in a database. Immutable. */
public final class ExampleUsers implements Accounts {

    /** The users: {@code name:hash:role:tenant} with semicolons between; nobody by default. */
    public static final Setting<Map<String, Account>> USERS =
            Setting.parsed("EXAMPLE_USERS", ExampleUsers::parse).orElse(Map.of());

    private static final int PARTS = 4;

    /** More fits in no token. */
    private static final int LONGEST = 256;

    private final Map<String, Account> users;

    private ExampleUsers(Map<String, Account> users) {
        this.users = users;
    }

    /** Reads the users. */
    public static ExampleUsers read(SettingReader reader) {
        return new ExampleUsers(reader.read(USERS));
    }

    @Override
    public @Nullable Account find(String name) {
        return users.get(name);
    }

    private static Map<String, Account> parse(String text) {
        Map<String, Account> users = new HashMap<>();
        for (String entry : text.split(";", -1)) {
            if (entry.isBlank()) {
                continue;
            }
            String[] parts = entry.trim().split(":", -1);
            if (parts.length != PARTS || parts[0].isBlank() || parts[1].isBlank()) {
                throw new IllegalArgumentException(
                        "a user is name:hash:role:tenant, and semicolons stand between users");
            }
            if (Arrays.stream(parts).anyMatch(part -> part.length() > LONGEST)) {
                throw new IllegalArgumentException("each part of a user has at most " + LONGEST + " characters");
            }
            Account.Builder account = Account.named(parts[0]).passwordHash(parts[1]);
            if (!parts[2].isBlank()) {
                account.role(parts[2]);
            }
            if (!parts[3].isBlank()) {
                account.tenant(parts[3]);
            }
            if (users.put(parts[0], account.build()) != null) {
                throw new IllegalArgumentException("a user stands there twice");
            }
        }
        return Map.copyOf(users);
    }
}
