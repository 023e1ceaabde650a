package dev.hardening.examples;

import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.chordpro.ChordproApp;
import dev.hardening.examples.envchecklist.EnvChecklistApp;
import dev.hardening.examples.honestly.HonestlyApp;
import dev.hardening.examples.quickstart.QuickstartApp;
import dev.hardening.examples.valor.ValorApp;
import dev.hardening.examples.votivebackend.VotiveBackendApp;
import dev.hardening.examples.votiveprompt.VotivePromptApp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The entry of the runnable jar: the first argument names the example, none means {@code quickstart}. */
public final class Main {

    private static final int MISUSED = 2;
    private static final String DEFAULT = "quickstart";
    private static final String DOCTOR = "doctor";

    private static final Map<String, ExampleApp> APPS = new TreeMap<>(Map.of(
            DEFAULT,
            new QuickstartApp(),
            "chordpro",
            new ChordproApp(),
            "env-checklist",
            new EnvChecklistApp(),
            "honestly",
            new HonestlyApp(),
            "valor",
            new ValorApp(),
            "votive-backend",
            new VotiveBackendApp(),
            "votive-prompt",
            new VotivePromptApp()));

    private Main() {}

    /** Starts an example; it runs until it is told to end, and then exits with 0. A refused start exits with 1. */
    public static void main(String[] arguments) {
        List<String> all = Arrays.asList(arguments);
        String name = all.isEmpty() ? DEFAULT : all.get(0);
        if (name.equals(DOCTOR)) {
            System.exit(dev.hardening.core.cli.Main.run(all.subList(1, all.size()), System.out, System.err));
        }
        ExampleApp app = APPS.get(name);
        if (app == null || all.size() > 1) {
            System.err.println("usage: java -jar hardening-examples.jar [" + String.join(" | ", APPS.keySet())
                    + "], or " + DOCTOR + " with the arguments of hardening-core");
            System.exit(MISUSED);
            return;
        }
        int code = Launcher.run(app, System.getenv(), System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }
}
