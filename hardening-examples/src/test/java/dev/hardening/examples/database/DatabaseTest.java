package dev.hardening.examples.database;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {

    private static final String PASSWORD = "r4nd-Pw_9";

    @TempDir
    private Path directory;

    private static SettingReader reader(String name, String value) {
        return SettingReader.of(SettingSource.environment(Map.of(name, value)));
    }

    private static List<String> problems(SettingReader reader) {
        return reader.finish().problems().stream().map(Problem::toString).toList();
    }

    private static String url(int port) {
        return "postgres://user:" + PASSWORD + "@127.0.0.1:" + port + "/db";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://user:r4nd-Pw_9^@host/db",
                "r4nd-Pw_9",
                "postgres://user:r4nd-Pw_9@/db",
                "postgres:user:r4nd-Pw_9",
                "https://user:r4nd-Pw_9@host/db",
                "postgres://user:r4nd-Pw_9@host:99999999999/db",
                "%zz r4nd-Pw_9",
            })
    void what_is_no_address_is_told_without_repeating_it(String text) {
        SettingReader reader = reader("DATABASE_URL", text);
        try (Database database = Database.read(reader, null)) {
            database.follow(Services.standard());
            List<String> problems = problems(reader);
            assertEquals(1, problems.size(), problems::toString);
            assertTrue(problems.get(0).contains("REFUSE DATABASE_URL:"), problems::toString);
            assertFalse(problems.get(0).contains(PASSWORD), problems::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://user:a%2Fb-r4nd-Pw@my_db:5433/db, my_db, a/b-r4nd-Pw",
        "postgres://user:pass_word-7@my_db/db, my_db, pass_word-7",
        "postgres://_db_/db, _db_, ",
        "postgres://a:b@db-1.example.org:5432/db, db-1.example.org, ",
        "postgres://a:b@[::1]:5432/db, [::1], "
    })
    void a_host_may_have_an_underscore_as_names_of_containers_do(String text, String host, @Nullable String password) {
        SettingReader reader = reader("DATABASE_URL", text);
        try (Database database = Database.read(reader, null)) {
            database.follow(Services.standard());
            assertEquals(List.of(), problems(reader));
            assertEquals(host, Database.host(URI.create(text)));
            if (password != null) {
                assertEquals("***", new Redactor(reader.secrets().all()).redact(password));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://user:r4nd-Pw_9@my_db:x/db",
                "postgres://user:r4nd-Pw_9@my_db:1:2/db",
                "postgres://user:r4nd-Pw_9@my_db,other_db/db",
                "postgres://user:r4nd-Pw_9@my_db:99999999999/db",
            })
    void an_underscore_opens_nothing_else(String text) {
        SettingReader reader = reader("DATABASE_URL", text);
        try (Database database = Database.read(reader, null)) {
            database.follow(Services.standard());
            List<String> problems = problems(reader);
            assertEquals(1, problems.size(), problems::toString);
            assertFalse(problems.get(0).contains(PASSWORD), problems::toString);
        }
    }

    @Test
    void the_password_is_masked_wherever_it_stands() {
        SettingReader reader = reader("DATABASE_URL", "postgres://user:a%2Fb-" + PASSWORD + "@host/db");
        try (Database database = Database.read(reader, null)) {
            database.follow(Services.standard());
            Redactor redactor = new Redactor(reader.secrets().all());
            assertEquals("it is ***.", redactor.redact("it is a/b-" + PASSWORD + "."));
            assertEquals(List.of(), problems(reader));
        }
    }

    @Test
    void E_23_the_address_follows_its_file() throws IOException {
        List<SecurityEvent> events = new CopyOnWriteArrayList<>();
        Services services = Services.builder().events(events::add).build();
        try (ServerSocket up = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                FreePort gone = FreePort.take()) {
            Path file = Files.writeString(directory.resolve("url"), url(gone.number()) + "\n");
            Path spoilt = Files.writeString(directory.resolve("spoilt"), url(up.getLocalPort()) + "\n");
            try (Database database = Database.read(reader("DATABASE_URL_FILE", file.toString()), null);
                    Database other = Database.read(reader("DATABASE_URL_FILE", spoilt.toString()), null)) {
                database.follow(services);
                other.follow(services);
                assertThrows(IOException.class, database::check);
                Files.writeString(spoilt, "no address");
                Files.writeString(file, url(up.getLocalPort()) + "\n");
                Eventually.until(() -> events.stream().anyMatch(e -> e.type() == SecurityEventType.SECRET_REJECTED));
                Eventually.until(() -> events.stream().anyMatch(e -> e.type() == SecurityEventType.SECRET_RELOADED));
                for (Database either : List.of(database, other)) {
                    assertDoesNotThrow(() -> {
                        String unused = either.check();
                    });
                }
                assertEquals("***", services.redactor().redact(PASSWORD));
                assertFalse(events.toString().contains(PASSWORD));
            }
        }
    }
}
