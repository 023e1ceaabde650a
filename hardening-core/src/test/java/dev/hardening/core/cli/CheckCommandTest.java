package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {

    private static final String PRODUCTION =
            "NODE_ENV=production;JWT_ISSUER=https://a.example;JWT_SECRET=Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4GfN1xVb6Ty8i;";

    @TempDir
    private Path folder;

    /** Rooms that stand beside the front desk, which a service reads all the same. */
    @ParameterizedTest
    @CsvSource({
        "OIDC_CLIENT_ID=app;OIDC_ISSUER=https://id.example.org;OIDC_CLIENT_SECRET=changeme, OIDC_CLIENT_SECRET",
        "OIDC_CLIENT_ID=app;OIDC_CLIENT_SECRET=Zk39vQw81LmPx7Tn2Rb5, OIDC_ISSUER",
        "OIDC_CLIENT_ID=app;OIDC_CLIENT_SECRET=Zk39vQw81LmPx7Tn2Rb5, PUBLIC_ORIGINS",
        "HTTPS_ENABLED=true, HTTPS_CERT_PATH",
        "HTTPS_ENABLED=true;HTTPS_KEY_PATH=/nonexistent;HTTPS_CERT_PATH=/nonexistent, HTTPS_KEY_PATH"
    })
    void check_judges_log_ins_at_an_issuer_and_certificates(String given, String name) throws IOException {
        Path file = Files.writeString(folder.resolve("production.env"), (PRODUCTION + given).replace(";", "\n"));
        String told = " REFUSE " + name + ":";
        CommandLine run = CommandLine.run("check", "--env-file", file).exits(1).says(told);
        List<String> lines =
                run.out().lines().filter(line -> line.contains(told)).toList();
        assertEquals(new TreeSet<>(lines).size(), lines.size(), "each told once");
        CommandLine.run("verify", "--checklist", checklist(), "--env-file", file)
                .exits(1)
                .says(name);
    }

    @Test
    void check_tells_of_log_ins_at_an_issuer_and_of_certificates() throws IOException {
        Path file = Files.writeString(
                folder.resolve("production.env"),
                (PRODUCTION + "OIDC_CLIENT_ID=app;OIDC_ISSUER=https://id.example.org;PUBLIC_ORIGINS=https://a.example"
                                + ";OIDC_CLIENT_SECRET=Zk39vQw81LmPx7Tn2Rb5")
                        .replace(";", "\n"));
        CommandLine.run("check", "--env-file", file)
                .exits(0)
                .says("browsers log in at https://id.example.org as app", "tls          plain http")
                .hides("Zk39");
    }

    private Path checklist() throws IOException {
        return Files.writeString(folder.resolve("list"), "[Settings]\nsettings-accepted\n");
    }
}
