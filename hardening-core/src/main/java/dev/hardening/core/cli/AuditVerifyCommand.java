package dev.hardening.core.cli;

import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditVerdict;
import dev.hardening.core.audit.AuditVerifier;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out whether an audit trail was changed (guide row C-51). */
final class AuditVerifyCommand implements Command {

    private static final String ANCHORS = "--anchors";
    private static final String ALL = "--all";
    private static final String PREVIOUS = AuditSettings.SECRET.name() + "_PREVIOUS";

    @Override
    public String usage() {
        return """
                audit-verify FILE [--all] [--anchors FILE] [--env-file FILE]
                  Finds out whether an audit trail is as it was written, with AUDIT_SECRET or AUDIT_SECRET_PREVIOUS when a
                  secret seals it; --all looks at the files that were put aside, too. Lines that are missing at the end are
                  found by --anchors, a file of anchors or a log. 1: it was changed; the output says where.
                """;
    }

    @Override
    public int run(List<String> words, PrintStream out, PrintStream err) throws MisuseException {
        Arguments arguments = Arguments.of(words, 1, Set.of(ANCHORS, Environment.OPTION), Set.of(ALL));
        Path file = arguments.path(0);
        @Nullable Path anchors = arguments.optionalPath(ANCHORS);
        Optional<SettingSource> source = Environment.read(arguments.optionalPath(Environment.OPTION), err);
        if (source.isEmpty()) {
            return BAD;
        }
        SettingReader reader = SettingReader.of(source.get());
        List<Secret> secrets = secrets(reader);
        List<Problem> unread = reader.finish().refusals().stream()
                .filter(problem -> problem.name().startsWith(AuditSettings.SECRET.name()))
                .toList();
        if (secrets.isEmpty() && !unread.isEmpty()) {
            unread.forEach(err::println);
            return BAD;
        }
        AuditVerifier verifier = secrets.isEmpty()
                ? AuditVerifier.plain()
                : AuditVerifier.keyedBy(KeyRing.of(secrets.get(0), secrets.subList(1, secrets.size())));
        if (anchors != null) {
            verifier = verifier.withAnchors(anchors);
        }
        try {
            return tell(arguments.has(ALL) ? verifier.verifyAll(file) : verifier.verify(file), out);
        } catch (IOException e) {
            err.println("a file cannot be read: " + e.getMessage());
            return BAD;
        }
    }

    private static List<Secret> secrets(SettingReader reader) {
        List<Secret> all = new ArrayList<>();
        reader.secrets().find(AuditSettings.SECRET).ifPresent(all::add);
        String previous = reader.secrets()
                .raw(PREVIOUS)
                .map(list -> list.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .orElse("");
        for (String item : previous.split(",", -1)) {
            if (!item.isBlank() && all.size() <= KeyRing.MAX_PREVIOUS) {
                Secret secret = Secret.ofUtf8(PREVIOUS, item.trim());
                if (!all.contains(secret)) {
                    all.add(secret);
                }
            }
        }
        return all;
    }

    private static int tell(AuditVerdict verdict, PrintStream out) {
        if (!verdict.isIntact()) {
            out.println("CHANGED  " + verdict.file() + " line " + verdict.line() + ": " + verdict.problem());
            out.println(verdict.records() + " records before it are good");
            return BAD;
        }
        out.println("INTACT  " + verdict.records() + " records of " + verdict.processes() + " processes");
        if (verdict.isPlain()) {
            out.println("No secret seals it: whoever can write the file could have made it up.");
        }
        if (verdict.unended() > 0) {
            out.println("Processes before the last one that have not written their end: " + verdict.unended()
                    + ". They have crashed, or lines of theirs are missing.");
        }
        if (!verdict.isEnded()) {
            out.println("The last process has not written its end: it runs, has crashed, or lines are missing.");
        }
        return GOOD;
    }
}
