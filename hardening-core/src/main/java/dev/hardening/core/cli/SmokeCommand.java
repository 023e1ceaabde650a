package dev.hardening.core.cli;

import dev.hardening.core.json.JsonWriter;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** Asks a service some questions and compares the answers, after a restore or a roll-out (guide row E-50). */
final class SmokeCommand implements Command {

    @Override
    public String usage() {
        return """
                smoke FILE --url URL [--json]
                  Sends each line of FILE, METHOD /path STATUS [contains TEXT], to URL. 1: an answer differs.
                """;
    }

    @Override
    public int run(List<String> words, PrintStream out, PrintStream err) throws MisuseException {
        Arguments arguments = Arguments.of(words, 1, Set.of("--url"), Set.of("--json"));
        WebProbe probe = WebProbe.of(arguments.required("--url"));
        List<SmokeCheck> checks = SmokeCheck.parse(LineFile.read(arguments.path(0)));
        StringBuilder text = new StringBuilder(512);
        JsonWriter json = JsonWriter.to(text).beginArray();
        int failed = 0;
        for (SmokeCheck check : checks) {
            Finding finding = check.run(probe);
            failed += finding.status() == Finding.Status.PASS ? 0 : 1;
            if (arguments.has("--json")) {
                json.beginObject().name("check").value(check.toString());
                json.name("status").value(finding.status().name());
                json.name("reason").value(finding.reason()).endObject();
            } else {
                out.println(finding.status() + "  " + check + ": " + finding.reason());
            }
        }
        json.endArray();
        out.println(arguments.has("--json") ? text.toString() : failed + " of " + checks.size() + " failed");
        return failed == 0 ? GOOD : BAD;
    }
}
