package dev.hardening.core.cli;

import dev.hardening.core.posture.RunningUser;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretFinding;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.Severity;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the settings of a service can be asked. */
final class SettingChecks {

    private SettingChecks() {}

    /** What {@code check} prints, in one line. */
    static Check accepted() {
        return subject -> {
            List<String> refusals = subject.problems().stream()
                    .filter(problem -> problem.severity() == Severity.REFUSE)
                    .map(problem -> problem.code().text() + " " + problem.name())
                    .toList();
            return refusals.isEmpty()
                    ? Finding.pass("a service would start with these settings")
                    : Finding.fail("a service would not start: " + String.join(", ", refusals));
        };
    }

    static Check strongSecret(List<String> names) {
        return subject -> {
            SettingReader reader = SettingReader.of(subject.source());
            SecretSetting setting = SecretSetting.of(names.get(0), SecretRule.signing());
            for (String name : names.subList(1, names.size())) {
                setting = setting.or(name);
            }
            Optional<Secret> secret = reader.secrets().find(setting);
            if (secret.isEmpty()) {
                return Finding.fail(String.join(" or ", names) + " is not set, or its file cannot be read");
            }
            for (SecretFinding finding : setting.rule().check(secret.get())) {
                if (finding.severity() == SecretFinding.Severity.REFUSE) {
                    return Finding.fail(finding.name() + " " + finding.problem());
                }
            }
            return Finding.pass(secret.get().name() + " is strong");
        };
    }

    static Check set(List<String> names) {
        return subject -> {
            List<String> all = new ArrayList<>(names);
            names.forEach(name -> all.add(name + EnvSecrets.FILE));
            boolean set = subject.value(all).isPresent();
            return Finding.of(set, String.join(" or ", names) + (set ? " is set" : " is not set"));
        };
    }

    static Check is(List<String> names, String wanted, boolean expected) {
        return subject -> {
            boolean equal =
                    subject.value(names).filter(wanted::equalsIgnoreCase).isPresent();
            return Finding.of(equal == expected, String.join(" or ", names) + (equal ? " is " : " is not ") + wanted);
        };
    }

    /** Whoever runs the service has decided, and the library finds nothing wrong with the decision. */
    static Check tuned(List<String> names) {
        return subject -> {
            Optional<Problem> problem =
                    subject.problemOf(names).filter(found -> found.code() != ProblemCode.LEFT_AT_DEFAULT);
            if (problem.isPresent()) {
                return Finding.fail(problem.get().code().text() + " "
                        + problem.get().name() + " " + problem.get().message());
            }
            return subject.value(names).isPresent()
                    ? Finding.pass(String.join(" or ", names) + " is set and makes sense")
                    : Finding.manual(String.join(" or ", names) + " is left at its default; decide, and set it");
        };
    }

    /** A person writes the day on which it was done, in the form {@code 2026-01-31}. */
    static Check recent(List<String> names, int days) {
        return subject -> {
            Optional<String> text = subject.value(names);
            if (text.isEmpty()) {
                return Finding.manual("when it was done, write the day into " + names.get(0) + ", such as 2026-01-31");
            }
            try {
                LocalDate day = LocalDate.parse(text.get());
                long age = ChronoUnit.DAYS.between(day, subject.today());
                return Finding.of(
                        age >= -1 && age <= days,
                        "done on " + day + ", " + age + " days ago; " + days + " are allowed");
            } catch (DateTimeParseException e) {
                return Finding.fail(names.get(0) + " is no day such as 2026-01-31");
            }
        };
    }

    /** About the process that looks, so it has to run where the service does. */
    static Check notRoot() {
        return subject -> {
            SettingReader reader = SettingReader.of(subject.source());
            if (reader.read(RunningUser.ALLOW_ROOT)) {
                return Finding.manual(RunningUser.ALLOW_ROOT.name() + " lets it run as root");
            }
            RunningUser.check(reader);
            boolean root =
                    reader.finish().problems().stream().anyMatch(problem -> problem.code() == ProblemCode.RUNS_AS_ROOT);
            return Finding.of(!root, "this process " + (root ? "runs as root" : "does not run as root"));
        };
    }

    static Check manual(String text) {
        return subject -> Finding.manual(text);
    }
}
