package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiffEnvCommandTest {

    private static final String ONE = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";
    private static final String OTHER = "Qm7xW2nRt5vKz8bJc4dLf6gHs3pYa9Ue";

    @TempDir
    private Path folder;

    private CommandLine diff(String a, String b, String... options) throws IOException {
        return compare(a.replace(";", "\n"), b.replace(";", "\n"), options);
    }

    private CommandLine compare(String a, String b, String... options) throws IOException {
        Path fileA = Files.writeString(folder.resolve("a.env"), a);
        Path fileB = Files.writeString(folder.resolve("b.env"), b);
        Object[] words = new Object[3 + options.length];
        words[0] = "diff-env";
        words[1] = fileA;
        words[2] = fileB;
        System.arraycopy(options, 0, words, 3, options.length);
        return CommandLine.run(words).hides(ONE, OTHER, "hunter2", "s3cr3t");
    }

    @Test
    void X_12_one_secret_key_in_two_environments_is_told_without_its_value() throws IOException {
        diff("SECRET_KEY=" + ONE, "SECRET_KEY=" + ONE)
                .exits(1)
                .says("shared secret (name in A = name in B): SECRET_KEY = SECRET_KEY", "1 shared");
    }

    @Test
    void E_24_environments_with_secrets_of_their_own_are_isolated() throws IOException {
        diff(
                        "NODE_ENV=production;RATE_LIMIT_MAX=5;JWT_SECRET=" + ONE,
                        "NODE_ENV=production;RATE_LIMIT_MAX=5;JWT_SECRET=" + OTHER)
                .exits(0)
                .says("0 shared, 1 secrets in A, 1 in B");
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_SECRET=~, SESSION_SECRET=~, JWT_SECRET = SESSION_SECRET",
        "'API_KEYS=first0000000000x,~', API_KEY_1=~, API_KEYS[2] = API_KEY_1",
        "JWT_SECRET_PREVIOUS=~, JWT_SECRET=~, JWT_SECRET_PREVIOUS = JWT_SECRET",
        "SOMETHING_ELSE=~, WHATEVER=~, SOMETHING_ELSE = WHATEVER",
        "DATABASE_URL=postgres://user:hunter2@db1/x, DATABASE_URL=postgres://user:hunter2@db2/x, DATABASE_URL (password)",
        "SMTP_PASSWORD=hunter2, SMTP_PASSWORD=hunter2, SMTP_PASSWORD = SMTP_PASSWORD",
        "MY_API_TOKEN=s3cr3t, YOUR_API_TOKEN=s3cr3t, MY_API_TOKEN = YOUR_API_TOKEN"
    })
    void finds_a_secret_under_whatever_name(String a, String b, String told) throws IOException {
        diff(a.replace("~", ONE), b.replace("~", ONE)).exits(1).says(told);
        diff(a.replace("~", ONE), "OTHER=1").exits(0);
    }

    /** Names that Compose and Swarm give, lists of hosts, characters that no URI has, parameters, and other makers' forms. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATABASE_URL=postgres://user:~@my_db:5432/db",
                "CACHE_URL=redis://:~@app_redis:6379/0",
                "MONGO_URL=mongodb://app:~@h1:27017,h2:27017/db",
                "MONGO_URL=mongodb+srv://app:~@h1/db?retryWrites=true",
                "DATABASE_URL=postgres://user:Xk29^~@db:5432/db",
                "DATABASE_URL=postgres://user:Xk29|~@db:5432/db",
                "DATABASE_URL=postgres://user:Xk29#~@db:5432/db",
                "DATABASE_URL=postgres://user:Xk29/~@db:5432/db",
                "DATABASE_URL=postgres://user:Xk29?~@db:5432/db",
                "DATABASE_URL=postgres://user:Xk29@~@db:5432/db",
                "DATABASE_URL=postgres://user:Xk29:~@db:5432/db",
                "DATABASE_URL=postgres://user:Xk%zz~@db:5432/db",
                "DATABASE_URL=postgres://user:8080#~@[::1]:5432/db",
                "BROKERS=amqp://a:first@h1,amqp://a:~@h2",
                "JDBC_URL=jdbc:postgresql://db:5432/x?user=u&password=~",
                "JDBC_URL=jdbc:postgresql://db:5432/x?sslPassword=~&ssl=true",
                "JDBC_URL=jdbc:sqlserver://db:1433;user=sa;password=~;encrypt=true",
                "JDBC_URL=jdbc:oracle:thin:scott/~@//db:1521/x",
                "DATABASE=host=db user=u password=~ dbname=x",
                "DATABASE=Server=db;User Id=u;Pwd='~';",
                "STORAGE=AccountName=a;AccountKey=~;Suffix=x"
            })
    void finds_a_password_that_two_addresses_share(String line) throws IOException {
        String password = "Xk29fLq83jsPw0Zt";
        String name = line.substring(0, line.indexOf('='));
        String given = line.replace("~", password);
        compare(given, given).exits(1).hides(password).says(name + " (password) = " + name + " (password)");
        compare(
                        given,
                        line.replace("~", "Ft74mQw01bzRn5Yc")
                                .replace("Xk29", "Ym51")
                                .replace("first", "second"))
                .exits(0)
                .says("0 shared");
    }

    @Test
    void finds_a_password_that_one_environment_escapes_and_the_other_does_not() throws IOException {
        diff("DATABASE_URL=postgres://u:p%40ssXk29fLq83@db/x", "DB_PASSWORD=p@ssXk29fLq83")
                .exits(1)
                .hides("ssXk29fLq83")
                .says("DATABASE_URL (password) = DB_PASSWORD", "1 secrets in A");
        diff("DATABASE_URL=postgres://u:p%2bss@db/x", "DATABASE_URL=postgres://u:p+ss@db/x")
                .exits(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RATE_LIMIT_KEY=ip",
                "UPSTREAM=https://api.example.org:8443/x?mail=a@b.org",
                "UPSTREAM=https://api.example.org/x:y@z",
                "UPSTREAM=https://user@api.example.org/",
                "DATABASE_URL=postgres://u:${DB_PASSWORD}@my_db/x",
                "DATABASE_URL=postgres://u:$DB_PASSWORD@my_db/x",
                "DATABASE_URL=postgres://u:@my_db/x",
                "JDBC_URL=jdbc:postgresql://db/x?sslkey=/etc/client.pk8&ssl=true",
                "DATABASE=host=db user=u",
                "NODE_ENV=production",
                "LOGIN_BRUTE_KEY=account+ip",
                "API_KEY_HEADER=X-API-Key",
                "DATABASE_URL=postgres://db/x",
                "LOG_FILE=/var/log/app.log",
                "JWT_SECRET=",
                "GREETING=hello",
                "FEATURE_KEY=on"
            })
    void what_is_no_secret_may_be_the_same(String line) throws IOException {
        diff(line, line).exits(0).says("0 shared");
    }

    @Test
    void a_secret_in_another_spelling_is_the_same() throws IOException {
        String hex = "5a6b337654387161c0ffee0a0b0c0d0e5a6b337654387161c0ffee0a0b0c0d0f";
        diff("JWT_SECRET=" + hex, "JWT_SECRET=" + hex.toUpperCase(java.util.Locale.ROOT))
                .exits(1)
                .hides(hex);
    }

    @Test
    void looks_into_the_files_that_hold_secrets() throws IOException {
        Path secret = Files.writeString(folder.resolve("jwt"), ONE + "\n");
        Path list = Files.writeString(folder.resolve("keys"), OTHER + "\n" + ONE + "\n");
        diff("JWT_SECRET_FILE=" + secret, "API_KEYS_FILE=" + list)
                .exits(1)
                .says("JWT_SECRET_FILE[1] = API_KEYS_FILE[2]");
    }

    @Test
    void a_file_that_cannot_be_read_here_is_no_proof_that_nothing_is_shared() throws IOException {
        String line = "JWT_SECRET_FILE=" + folder.resolve("elsewhere");
        diff(line, "A=1").exits(1).says("file not readable here, not compared: A: JWT_SECRET_FILE");
        diff(line, "A=1", "--skip-files").exits(0).says("not compared");
        diff("PID_FILE=/nowhere/pid", "A=1").exits(0);
    }

    @Test
    void lists_the_names_that_only_one_has() throws IOException {
        diff("A=1;BOTH=x", "BOTH=y;C=hunter2")
                .exits(0)
                .says("only in A: A\n", "only in B: C\n")
                .hides("BOTH");
    }

    @Test
    void says_the_same_as_json() throws IOException {
        CommandLine run = diff("JWT_SECRET=" + ONE + ";A=1", "JWT_SECRET=" + ONE, "--json")
                .exits(1);
        assertEquals(
                "{\"shared\":[\"JWT_SECRET = JWT_SECRET\"],\"unread\":[],\"onlyInA\":[\"A\"],\"onlyInB\":[]}\n",
                run.out());
    }

    @Test
    void refuses_files_that_are_no_environments() throws IOException {
        diff("A=1;hunter2", "A=1").exits(1).says("line 2");
        CommandLine.run("diff-env", folder.resolve("none"), folder.resolve("a.env"))
                .exits(1);
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a b c", "a b --jsno", "a b --json --json"})
    void a_misspelt_command_is_told(String words) {
        CommandLine.run((Object[]) ("diff-env " + words).strip().split(" ", -1))
                .exits(2)
                .says("usage: diff-env A B");
    }
}
